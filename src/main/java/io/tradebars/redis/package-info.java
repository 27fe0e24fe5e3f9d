/**
 * Redis through Lettuce's API, over Lettuce's own socket or over Upstash's REST API by OkHttp; knows nothing of Flink.
 *
 * <p>Enters: {@link io.tradebars.redis.RedisSettings}. Leaves: Lettuce connections whose commands, futures, codecs and
 * exceptions are Lettuce's own, whatever carries them. Begin with {@link io.tradebars.redis.RedisConnector}.
 */
package io.tradebars.redis;
