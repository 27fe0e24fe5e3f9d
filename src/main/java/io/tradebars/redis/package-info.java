/**
 * Redis through Lettuce's API, over Lettuce's own socket or over Upstash's REST API by OkHttp. A library of its own: it knows
 * nothing of bars, Kafka or Flink, and needs {@code lettuce-core}, {@code okhttp-jvm}, {@code jackson-core} and
 * {@code slf4j-api}.
 *
 * <p>Enters: {@link io.tradebars.redis.RedisSettings}, or Lettuce's {@link io.lettuce.core.RedisURI}. Leaves: Lettuce's
 * {@link io.lettuce.core.api.StatefulRedisConnection}, whose commands, futures, codecs, listeners and exceptions are Lettuce's
 * own, whatever carries them. Begin with {@link io.tradebars.redis.RedisConnector}; {@link io.tradebars.redis.CommandOutcome}
 * and {@link io.tradebars.redis.RetrySchedule} help with what fails.
 *
 * <p>Over HTTP a command goes from the caller's thread, which encodes it ({@code RespCommand}, {@code RestCommand}), through
 * the queue of its connection ({@code HttpChannelWriter}, {@code CommandQueue}) into a request ({@code RestRequest},
 * {@code RestEndpoint}); its reply ({@code RestReply}) completes it in a thread of OkHttp's dispatcher ({@code Replies}).
 * What is never sent stands in {@code RefusedCommands}.
 */
package io.tradebars.redis;
