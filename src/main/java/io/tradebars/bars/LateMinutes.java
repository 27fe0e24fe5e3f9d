package io.tradebars.bars;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** The latest minutes that were told to be {@linkplain LateMinute late}, so that each is told once and not with each trade. For one thread. */
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

    /** Whether it was not told lately; it has been, from now on. */
    boolean isNew(LateMinute minute) {
        return known.add(minute);
    }
}
