package io.tradebars.sink;

import io.lettuce.core.KeyValue;
import io.lettuce.core.SetArgs;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.api.sync.RedisCommands;
import io.tradebars.bars.BarKey;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;

/**
 * One string a bar: its JSON, with a time to live.
 *
 * <p>Guarded, a bar costs 3 commands on Upstash (the script, GET, SET); unguarded it is a plain {@code SET key bar EX ttl}, 1
 * command. Publishing adds 1, and to an unguarded bar the script. The last N bars of a symbol are one {@code MGET} of the N keys
 * that end in the starts of these minutes: 1 command.
 */
final class StringLayout extends BarLayout {

    private static final String READING = """
            local old = redis.pcall('GET', key)
            if failed(old) then return clean(old) end
            consider(old)
            if forbidden() then return 0 end
            """;

    private static final String REPLACING = """
            if gone then add('DEL', key)
            elseif ttl == '0' then add('SET', key, bar)
            else add('SET', key, bar, 'EX', ttl) end
            """;

    private static final int KEYS_A_REQUEST = 500;

    StringLayout(LayoutSettings settings) {
        super(settings, READING, REPLACING);
    }

    @Override
    boolean isPlain() {
        return !settings().guard() && !settings().publish();
    }

    @Override
    List<String> harmlessWrite() {
        return List.of("SET", "", "XX");
    }

    @Override
    Optional<CompletableFuture<?>> rehearse(RedisAsyncCommands<byte[], byte[]> redis) {
        return isPlain()
                ? Optional.of(redis.set(rehearsedKey(), new byte[0], SetArgs.Builder.xx())
                        .toCompletableFuture())
                : super.rehearse(redis);
    }

    @Override
    CompletableFuture<Boolean> write(RedisAsyncCommands<byte[], byte[]> redis, BarCommand command, boolean known) {
        if (!isPlain()) {
            return super.write(redis, command, known);
        }
        if (command.gone()) {
            return redis.del(command.redisKey()).toCompletableFuture().thenApply(count -> true);
        }
        CompletionStage<String> done = settings().ttl().isZero()
                ? redis.set(command.redisKey(), command.json())
                : redis.set(
                        command.redisKey(),
                        command.json(),
                        SetArgs.Builder.ex(settings().ttl()));
        return done.toCompletableFuture().thenApply(ok -> true);
    }

    @Override
    void read(RedisCommands<String, String> redis, List<BarKey> keys, BiConsumer<BarKey, String> found) {
        for (int from = 0; from < keys.size(); from += KEYS_A_REQUEST) {
            List<BarKey> some = keys.subList(from, Math.min(keys.size(), from + KEYS_A_REQUEST));
            List<KeyValue<String, String>> values =
                    redis.mget(some.stream().map(settings().key()::keyOf).toArray(String[]::new));
            for (int i = 0; i < some.size(); i++) {
                BarKey key = some.get(i);
                values.get(i).ifHasValue(json -> found.accept(key, json));
            }
        }
    }
}
