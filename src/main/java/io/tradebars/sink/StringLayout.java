package io.tradebars.sink;

import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.SetArgs;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.tradebars.bars.Bar;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;

/**
 * One string a bar: its JSON, with a time to live.
 *
 * <p>Guarded, a bar is one {@code EVAL} that reads the revision of the stored bar out of its JSON (see {@link BarJson}) and
 * writes only if its own is not lower; so a write that was given up and lands late, or a replay after a restore, changes
 * nothing. There is no second key and nothing in the value but the bar. What is stored and is no bar is overwritten; a key
 * of another type is refused (WRONGTYPE). Unguarded, it is a plain {@code SET}.
 */
final class StringLayout {

    /**
     * {@code KEYS[1]} key; {@code ARGV} value, time to live in seconds (0: none), revision. Returns 1 when written, 0 when
     * what is stored is newer. Runs on Redis 5 and later.
     *
     * <p>Errors are returned rather than raised, because up to Redis 6 a raised one begins with {@code ERR Error running
     * script}; there, errors of the server's state (OOM, READONLY) also come with the place in the script before them
     * (Redis 6.2 {@code scripting.c}, {@code luaPushError}), which is cut off, so that each error begins with its code.
     */
    private static final byte[] GUARDED_SET = """
            local function failed(r) return type(r) == 'table' and r.err end
            local function clean(r) return redis.error_reply((string.gsub(r.err, '^@user_script: ?%d+: %-?', ''))) end
            local old = redis.pcall('GET', KEYS[1])
            if failed(old) then return clean(old) end
            local n = old and string.match(old, '^{"t":.*"n":(%d+)')
            if n then
              local revision = 2 * tonumber(n)
              if not string.find(old, '"x":false', 1, true) then revision = revision + 1 end
              if revision > tonumber(ARGV[3]) then return 0 end
            end
            local done
            if ARGV[2] == '0' then done = redis.pcall('SET', KEYS[1], ARGV[1])
            else done = redis.pcall('SET', KEYS[1], ARGV[1], 'EX', ARGV[2]) end
            if failed(done) then return clean(done) end
            return 1
            """.getBytes(StandardCharsets.US_ASCII);

    /** Names, lengths and numbers around key and value in a request; generous. */
    private static final int OVERHEAD_BYTES = 64;

    private final RedisKeyPattern keys;
    private final boolean guard;
    private final long ttlSeconds;

    StringLayout(SinkSettings settings) {
        this.keys = settings.key();
        this.guard = settings.guard();
        this.ttlSeconds = settings.ttl().toSeconds();
    }

    BarCommand toCommand(Bar bar) {
        byte[] key = keys.keyOf(bar.key()).getBytes(StandardCharsets.UTF_8);
        byte[] json = BarJson.of(bar).getBytes(StandardCharsets.UTF_8);
        int size = key.length + json.length + OVERHEAD_BYTES + (guard ? GUARDED_SET.length : 0);
        return new BarCommand(bar, key, json, size);
    }

    /** Issues the command; the future tells whether it was written ({@code false}: Redis has a newer revision). */
    CompletableFuture<Boolean> write(RedisAsyncCommands<byte[], byte[]> redis, BarCommand command) {
        if (guard) {
            return redis.<Long>eval(
                            GUARDED_SET,
                            ScriptOutputType.INTEGER,
                            new byte[][] {command.redisKey()},
                            command.json(),
                            ascii(ttlSeconds),
                            ascii(command.revision()))
                    .toCompletableFuture()
                    .thenApply(written -> written == 1);
        }
        if (ttlSeconds == 0) {
            return redis.set(command.redisKey(), command.json())
                    .toCompletableFuture()
                    .thenApply(ok -> true);
        }
        return redis.set(command.redisKey(), command.json(), SetArgs.Builder.ex(ttlSeconds))
                .toCompletableFuture()
                .thenApply(ok -> true);
    }

    private static byte[] ascii(long number) {
        return Long.toString(number).getBytes(StandardCharsets.US_ASCII);
    }
}
