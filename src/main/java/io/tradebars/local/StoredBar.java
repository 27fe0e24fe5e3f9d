package io.tradebars.local;

import io.tradebars.bars.BarKey;

/**
 * A bar as it stands in Redis.
 *
 * @param key which bar
 * @param json as it is stored
 */
record StoredBar(BarKey key, String json) {}
