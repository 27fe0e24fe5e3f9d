/**
 * Redis through Lettuce's API, over Lettuce's own socket or over Upstash's REST API by OkHttp; knows nothing of Flink.
 *
 * <p>Enters: {@link io.tradebars.redis.RedisSettings}. Leaves: Lettuce connections whose commands, futures, codecs and
 * exceptions are Lettuce's own, whatever carries them. Begin with {@link io.tradebars.redis.RedisConnector}.
 *
 * <p>Over HTTP a command goes from the caller's thread, which encodes it ({@code RespCommand}, {@code RestCommand}), through
 * the queue of its connection ({@code HttpChannelWriter}, {@code CommandQueue}) into a request ({@code RestRequest},
 * {@code RestEndpoint}); its reply ({@code RestReply}) completes it in a thread of OkHttp's dispatcher ({@code Replies}).
 */
package io.tradebars.redis;
