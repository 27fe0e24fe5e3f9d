package io.tradebars.local;

import io.tradebars.local.SentRecords.Letter;
import io.tradebars.local.SentTrades.Sent;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Holds what came out of a {@link FaultRun} against what went in. Pure.
 *
 * <p>A trade that came too late must be a dead letter; its bar may have it nevertheless, since a job that goes back to a checkpoint
 * may then find it in time, and a bar that was left open then is closed with it.
 *
 * <p>When Redis loses everything, those bars stay lost that it held whole at that moment and that nothing changes any more: the job
 * has done its part and has forgotten them. So such a bar may be absent in the end, and that alone; one that Redis held open, or
 * without a trade that came later, or not at all, must be there.
 *
 * @param sent the trades
 * @param records all records, those of the trades, too
 * @param letters what is on the dead-letter topic
 * @param held what Redis held each time it lost everything
 */
record FaultChecker(SentTrades sent, SentRecords records, List<Letter> letters, List<Map<String, String>> held) {

    /** What is wrong in the end, a sentence each; in a run that goes on, that may only be not yet right. */
    List<String> wrongAtTheEnd(Map<String, String> bars) {
        List<String> wrongs = new ArrayList<>(records.wrongLetters(letters));
        Set<String> values = valuesSetAside();
        for (String key : sent.keys()) {
            Set<Sent> setAside = setAside(key, values);
            Set<String> wholes = sent.wholes(key, setAside);
            String bar = bars.get(key);
            boolean everyTradeSetAside = setAside.size() == sent.of(key).size();
            boolean lost = held.stream().anyMatch(all -> all.containsKey(key) && wholes.contains(all.get(key)));
            if (bar == null ? !lost && !everyTradeSetAside : !wholes.contains(bar)) {
                wrongs.add(key + " is " + bar + " and should be " + wholes);
            }
        }
        for (String key : bars.keySet()) {
            if (sent.of(key).isEmpty()) {
                wrongs.add(key + " is there and no trade of it was sent");
            }
        }
        return wrongs;
    }

    /** What a reader should never have seen, a sentence each. */
    List<String> wrongSightings(Sightings sightings) {
        List<String> wrongs = new ArrayList<>(sightings.backwards());
        Set<String> valuesSetAside = valuesSetAside();
        sightings.values().forEach((key, values) -> {
            Set<String> states = sent.states(key, setAside(key, valuesSetAside));
            for (String value : values) {
                if (!states.contains(value)) {
                    wrongs.add(key + " was seen as " + value + ", which no trades explain");
                }
            }
        });
        return wrongs;
    }

    private Set<String> valuesSetAside() {
        return letters.stream().map(letter -> letter.content().value()).collect(Collectors.toSet());
    }

    private Set<Sent> setAside(String key, Set<String> values) {
        Set<Sent> setAside = new HashSet<>();
        for (Sent trade : sent.of(key)) {
            if (values.contains(trade.json())) {
                setAside.add(trade);
            }
        }
        return setAside;
    }
}
