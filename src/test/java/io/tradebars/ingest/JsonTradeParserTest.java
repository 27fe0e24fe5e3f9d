package io.tradebars.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sides, conditions and actions of the json format; what it does with the rest of a record is shown by {@link MessageReaderTest}. */
class JsonTradeParserTest {

    private static final VendorMessages PLAIN = json(new Configuration());
    private static final VendorMessages NAMED = json(new Configuration()
            .set(MessageOptions.JSON_SIDE, "side")
            .set(MessageOptions.JSON_CONDITIONS, "conditions")
            .set(MessageOptions.JSON_ACTION, "action"));

    private static final String TOLD = "A 1.5 x 2 at 2024-08-08T23:54:17.687Z id 7";

    private static VendorMessages json(Configuration options) {
        List<String> problems = new ArrayList<>();
        MessageSettings settings = MessageOptions.read(options.set(MessageOptions.VENUE, "V"), problems::add);
        assertThat(problems).isEmpty();
        return new VendorMessages(settings);
    }

    private static String record(String moreFields) {
        return "{\"symbol\":\"A\",\"price\":\"1.5\",\"size\":2,\"timestamp\":1723161257687,\"id\":\"7\"" + moreFields
                + "}";
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ",\"side\":\"offer\",\"conditions\":{\"a\":1},\"action\":\"BUY\",\"originalId\":[7]",
                ",\"side\":true,\"conditions\":7,\"action\":\"cancel\"",
                ",\"side\":1,\"side\":2,\"action\":{},\"action\":[]",
            })
    void fieldsOfTheseNamesMeanNothingUnlessTheyAreNamed(String moreFields) throws Exception {
        assertThat(PLAIN.tell(record(moreFields))).containsExactly("trade " + TOLD);
    }

    @ParameterizedTest
    @CsvSource({
        "\"buy\", ', BUYER'",
        "\"BUY\", ', BUYER'",
        "\"Buyer\", ', BUYER'",
        "\"b\", ', BUYER'",
        "\"B\", ', BUYER'",
        "\"sell\", ', SELLER'",
        "\"Sell\", ', SELLER'",
        "\"SELLER\", ', SELLER'",
        "\"s\", ', SELLER'",
        "\"S\", ', SELLER'",
        "null, ''",
        "\"\", ''",
    })
    void aSideTellsWhoTook(String side, String taker) throws Exception {
        assertThat(NAMED.tell(record(",\"side\":" + side))).containsExactly("trade " + TOLD + taker);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"ask\"", "\"bid\"", "\"offer\"", "1", "\"buy \""})
    void aSideThatCouldMeanEitherIsRejected(String side) {
        assertThat(NAMED.reject(record(",\"side\":" + side)))
                .isEqualTo("side is none of buy, buyer, b, sell, seller and s: '" + side.replace("\"", "")
                        + "' in field 'side' (leave trade.json.side out if the field means something else)");
    }

    @ParameterizedTest
    @CsvSource({
        "true, side is neither a number nor a text: true in field 'side'",
        "[], side is neither a number nor a text: an array in field 'side'",
        "'\"b\",\"side\":\"b\"', field 'side' is given twice",
    })
    void aSideOfAnotherTypeIsRejected(String side, String reason) {
        assertThat(NAMED.reject(record(",\"side\":" + side))).isEqualTo(reason);
    }

    @ParameterizedTest
    @CsvSource({
        "'[\"@\",\"I\",37]', ', [@, I, 37]'",
        "\" \", ', [ ]'",
        "12, ', [12]'",
        "[], ''",
        "null, ''",
        "'[null,\"\",\"I\"]', ', [I]'",
    })
    void conditionsAreAnArrayOfCodesOrOneCode(String conditions, String told) throws Exception {
        assertThat(NAMED.tell(record(",\"conditions\":" + conditions))).containsExactly("trade " + TOLD + told);
    }

    @ParameterizedTest
    @CsvSource({
        "'[{}]', condition is neither a number nor a text: an object in field 'conditions'",
        "'[[\"I\"]]', condition is neither a number nor a text: an array in field 'conditions'",
        "'{\"a\":1}', condition is neither a number nor a text: an object in field 'conditions'",
        "'[true]', condition is neither a number nor a text: true in field 'conditions'",
        "'[\"I\"],\"conditions\":[\"T\"]', field 'conditions' is given twice",
        "'null,\"conditions\":[\"T\"]', field 'conditions' is given twice",
    })
    void conditionsOfAnotherShapeAreRejected(String conditions, String reason) {
        assertThat(NAMED.reject(record(",\"conditions\":" + conditions))).isEqualTo(reason);
    }

    @Test
    void aPointerMayLeadIntoTheConditions() throws Exception {
        VendorMessages nested = json(new Configuration()
                .set(MessageOptions.JSON_CONDITIONS, "/c")
                .set(MessageOptions.JSON_SIDE, "/c/1")
                .set(MessageOptions.JSON_SEQUENCE, "/x/n"));
        assertThat(nested.tell(record(",\"x\":{\"n\":3,\"c\":[\"no\"]},\"c\":[\"I\",\"S\"]")))
                .containsExactly("trade " + TOLD + ", seq 3, SELLER, [I, S]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ",\"action\":null", ",\"action\":\"\"", ",\"action\":\"new\"", ",\"action\":\"Trade\""})
    void aRecordIsATradeUnlessItsActionSaysOtherwise(String moreFields) throws Exception {
        assertThat(NAMED.tell(record(moreFields))).containsExactly("trade " + TOLD);
    }

    @Test
    void aCancelNeedNotRepeatPriceAndSize() throws Exception {
        assertThat(NAMED.tell("{\"action\":\"CANCEL\",\"symbol\":\"A\",\"timestamp\":1723161257687,\"id\":7}"))
                .containsExactly("cancel A at 2024-08-08T23:54:17.687Z id 7");
        assertThat(NAMED.tell(record(",\"action\":\"cancel\""))).containsExactly("cancel " + TOLD);
    }

    @Test
    void aCorrectionNamesTheTradeAsItWasSent() throws Exception {
        assertThat(NAMED.tell(record(",\"action\":\"correct\",\"originalId\":5")))
                .containsExactly("correction of 5: " + TOLD);
        assertThat(NAMED.tell(record(",\"action\":\"Correction\""))).containsExactly("correction of 7: " + TOLD);
    }

    @Test
    void aCorrectionWithoutAnIdOfItsOwnKeepsThatOfTheTrade() throws Exception {
        String message =
                record(",\"action\":\"correction\",\"originalId\":\"7\"").replace("\"id\":\"7\",", "");
        assertThat(NAMED.tell(message)).containsExactly("correction of 7: " + TOLD);
    }

    @Test
    void theOriginalIdMayStandElsewhere() throws Exception {
        VendorMessages nested = json(new Configuration()
                .set(MessageOptions.JSON_ACTION, "/meta/what")
                .set(MessageOptions.JSON_ORIGINAL_ID, "/meta/was"));
        assertThat(nested.tell(record(",\"meta\":{\"was\":\"3\",\"what\":\"correct\"}")))
                .containsExactly("correction of 3: " + TOLD);
    }

    @ParameterizedTest
    @CsvSource({
        "'{\"action\":\"cancel\",\"symbol\":\"A\",\"timestamp\":1723161257687}', id is missing: no field 'id' says which trade is cancelled",
        "'{\"action\":\"cancel\",\"symbol\":\"A\",\"id\":7}', time is missing",
        "'{\"action\":\"cancel\",\"id\":7,\"timestamp\":1723161257687}', symbol is missing",
        "'{\"action\":\"cancel\",\"symbol\":\"A\",\"timestamp\":1723161257687,\"id\":7,\"price\":\"N/A\"}', price is not a number",
        "'{\"action\":\"correct\",\"symbol\":\"A\",\"timestamp\":1723161257687,\"price\":1,\"size\":1}', original id is missing: no field 'originalId'",
        "'{\"action\":\"correct\",\"symbol\":\"A\",\"timestamp\":1723161257687,\"id\":7,\"size\":1}', price is missing",
        "'{\"action\":\"bust\",\"symbol\":\"A\"}', 'action is none of new, trade, cancel, correct and correction: ''bust'' in field ''action'''",
        "'{\"action\":1,\"symbol\":\"A\"}', 'action is none of new, trade, cancel, correct and correction: ''1'' in field ''action'''",
        "'{\"action\":{},\"symbol\":\"A\"}', action is neither a number nor a text: an object in field 'action'",
    })
    void whatIsWrongWithAnActionIsSaid(String message, String reason) {
        assertThat(NAMED.reject(message)).contains(reason);
    }

    @Test
    void cancelsAndCorrectionsAreRejectedWhereTheyAreNotWanted() {
        JsonFields fields = new JsonFields(
                "symbol", "price", "size", "timestamp", "id", "sequence", "venue", null, null, "action", "originalId");
        VendorMessages unwanted = new VendorMessages(new MessageSettings(
                TradeFormat.JSON, fields, TimestampUnit.MS, null, SaleConditions.NONE, false, Duration.ofMinutes(5)));
        assertThat(unwanted.reject(record(",\"action\":\"cancel\"")))
                .isEqualTo("message cancels or corrects a trade, and trade.corrections is false");
        assertThat(unwanted.reject(record(",\"action\":\"correct\""))).contains("trade.corrections is false");
    }

    @Test
    void anOptionThatNamesNoFieldIsAMistake() {
        List<String> problems = new ArrayList<>();
        MessageOptions.read(
                new Configuration()
                        .set(MessageOptions.JSON_SIDE, "")
                        .set(MessageOptions.JSON_CONDITIONS, "")
                        .set(MessageOptions.JSON_ACTION, "")
                        .set(MessageOptions.JSON_ORIGINAL_ID, ""),
                problems::add);
        assertThat(problems)
                .containsExactly(
                        "trade.json.side must name a field or be a JSON pointer such as /data/p, was empty",
                        "trade.json.conditions must name a field or be a JSON pointer such as /data/p, was empty",
                        "trade.json.action must name a field or be a JSON pointer such as /data/p, was empty",
                        "trade.json.original-id must name a field or be a JSON pointer such as /data/p, was empty");
    }

    @Test
    void nothingIsLeftOverFromTheRecordBefore() throws Exception {
        String before = record(",\"side\":\"b\",\"conditions\":[\"I\"],\"action\":\"correct\",\"originalId\":5");
        assertThat(NAMED.tellAfter(before, record(""))).containsExactly("trade " + TOLD);
    }

    @Test
    void aDamagedRecordNeverThrows() {
        NAMED.damage(record(",\"side\":\"b\",\"conditions\":[\"I\",3],\"action\":\"new\",\"originalId\":5"));
    }
}
