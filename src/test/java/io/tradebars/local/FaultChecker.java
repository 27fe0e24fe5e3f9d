package io.tradebars.local;

import io.tradebars.local.SentTrades.Sent;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Holds what came out of a {@link FaultRun} against what went in. Pure.
 *
 * <p>A trade that came too late must be a dead letter; its bar may have it nevertheless, since a job that goes back to a checkpoint
 * may then find it in time.
 *
 * <p>When Redis loses everything, those bars stay lost that it held whole at that moment and that nothing changes any more: the job
 * has done its part and has forgotten them. So such a bar may be absent in the end, and that alone; one that Redis held open, or
 * without a trade that came later, or not at all, must be there.
 *
 * @param sent the trades
 * @param rejects the records that are no valid trades, as the text of {@link FaultFeed#text}
 * @param deadLetters what is on the dead-letter topic, likewise
 * @param held what Redis held each time it lost everything
 */
record FaultChecker(SentTrades sent, List<String> rejects, Set<String> deadLetters, List<Map<String, String>> held) {

    /** What is wrong in the end, a sentence each; in a run that goes on, that may only be not yet right. */
    List<String> wrongAtTheEnd(Map<String, String> bars) {
        List<String> wrongs = new ArrayList<>();
        for (String reject : rejects) {
            if (!deadLetters.contains(reject)) {
                wrongs.add("rejected, and no dead letter: " + reject);
            }
        }
        for (String key : sent.keys()) {
            Set<Sent> setAside = setAside(key);
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
        Set<String> known = new HashSet<>(rejects);
        sent.keys().forEach(key -> sent.of(key).forEach(trade -> known.add(trade.json())));
        for (String letter : deadLetters) {
            if (!known.contains(letter)) {
                wrongs.add("a dead letter that was never sent: " + letter);
            }
        }
        return wrongs;
    }

    /** What a reader should never have seen, a sentence each. */
    List<String> wrongSightings(Sightings sightings) {
        List<String> wrongs = new ArrayList<>(sightings.backwards());
        sightings.values().forEach((key, values) -> {
            Set<String> states = sent.states(key, setAside(key));
            for (String value : values) {
                if (!states.contains(value)) {
                    wrongs.add(key + " was seen as " + value + ", which no trades explain");
                }
            }
        });
        return wrongs;
    }

    private Set<Sent> setAside(String key) {
        Set<Sent> setAside = new HashSet<>();
        for (Sent trade : sent.of(key)) {
            if (deadLetters.contains(trade.json())) {
                setAside.add(trade);
            }
        }
        return setAside;
    }
}
