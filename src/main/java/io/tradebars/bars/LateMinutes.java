package io.tradebars.bars;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * The latest minutes that were told to be {@linkplain LateMinute late}, so that each is told once and not with each trade, and only where a run
 * that failed may have left a bar open. For one thread.
 */
final class LateMinutes {

    /** Most minutes kept in mind; one that is forgotten is told again, which does no harm. */
    static final int MAX_KNOWN = 10_000;

    private final Set<LateMinute> known = Collections.newSetFromMap(new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<LateMinute, Boolean> eldest) {
            return size() > MAX_KNOWN;
        }
    });

    private final boolean mayBeOpen;

    LateMinutes(BarSettings settings) {
        mayBeOpen = settings.tellsOfOpenBars();
    }

    /** Whether it is to be told, and was not lately; it has been, from now on. */
    boolean isNews(LateMinute minute) {
        return mayBeOpen && known.add(minute);
    }
}
