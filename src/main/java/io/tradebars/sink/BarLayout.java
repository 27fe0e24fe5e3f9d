package io.tradebars.sink;

import io.lettuce.core.RedisFuture;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.Base16;
import io.tradebars.bars.Bar;
import io.tradebars.bars.BarKey;
import io.tradebars.bars.Interval;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;

/**
 * How bars lie in Redis: the command that writes one, and the commands that read them back. Immutable.
 *
 * <p>A bar is one command, so that it appears, with its time to live, at once or not at all. But for the plain {@code SET} of
 * {@link StringLayout} that is a script, whose text goes once in a request ({@code EVAL}) and is named by the others ({@code
 * EVALSHA}). With {@code redis.guard} the script first reads the revision of the stored bar out of its JSON (see {@link BarJson})
 * and writes only if its own is not lower; so a write that was given up and lands late, or a replay after a restore, changes
 * nothing. One thing a closed bar does to an open one with more trades: it closes it, as it is. The run that left it open has
 * failed, and in the one that read its trades again some of them came too late; nobody else would ever close the bar. If all of them did, the bar's
 * {@linkplain Bar#endsOnly() end} alone closes it. Nothing but bars is stored: no second key, no field of our own. What is stored and is no bar is overwritten; a key of another type is refused (WRONGTYPE). With {@code redis.publish} the script
 * publishes the bar where it has written it, and not again if it stood there already.
 *
 * <p>Upstash bills a script as one command and one for each that it calls (upstash.com/docs/redis/overall/pricing); each layout
 * says how many that is.
 */
abstract class BarLayout {

    /**
     * {@code KEYS[1]} key; {@code ARGV} bar, time to live in seconds (0: none), revision, start of the bar, channel (empty: not to
     * be published), bars to keep (0: all), 1 if
     * all trades of the bar were taken back. The parts that follow read what is stored ({@code consider}), return 0 if that
     * is newer, list what is to be done ({@code add}), do it, and return 1. Runs on Redis 5 and later.
     *
     * <p>Errors are returned rather than raised, because up to Redis 6 a raised one begins with {@code ERR Error running
     * script}; there, errors of the server's state (OOM, READONLY) also come with the place in the script before them
     * (Redis 6.2 {@code scripting.c}, {@code luaPushError}), which is cut off, so that each error begins with its code.
     */
    private static final String BEGIN = """
            local key, bar, ttl, mine, t, max = KEYS[1], ARGV[1], ARGV[2], tonumber(ARGV[3]), ARGV[4], tonumber(ARGV[6])
            local gone = ARGV[7] == '1'
            local function failed(r) return type(r) == 'table' and r.err end
            local function clean(r) return redis.error_reply((string.gsub(r.err, '^@user_script: ?%d+: %-?', ''))) end
            local newest, fuller = -1, nil
            local commands = {}
            local function add(...) commands[#commands + 1] = {...} end
            """;

    private static final String CONSIDER = """
            local function consider(old)
              local n = old and string.match(old, '^{"t":.*"n":(%d+)')
              if n then
                local revision = 2 * tonumber(string.match(old, '"n":%d+,"e":(%d+)') or n)
                if not string.find(old, '"x":false', 1, true) then revision = revision + 1 end
                if revision > newest then newest, fuller = revision, old end
              end
            end
            local function forbidden()
              if newest <= mine then return mine == 1 end
              if mine % 2 == 0 or newest % 2 == 1 then return true end
              gone = false
              bar = (string.gsub(fuller, ',"x":false', '', 1))
              mine = newest + 1
              return false
            end
            """;

    private static final String PUBLISH = """
            if ARGV[5] ~= '' and newest < mine then add('PUBLISH', ARGV[5], bar) end
            """;

    private static final String END = """
            for _, command in ipairs(commands) do
              local done = redis.pcall(unpack(command))
              if failed(done) then return clean(done) end
            end
            return 1
            """;

    /** Calls the command of its arguments on the key, and says what came of it. */
    private static final String REHEARSAL = """
            local done = redis.pcall(ARGV[1], KEYS[1], unpack(ARGV, 2))
            if type(done) == 'table' and done.err then
              return redis.error_reply((string.gsub(done.err, '^@user_script: ?%d+: %-?', '')))
            end
            return 0
            """;

    /** A bar that nobody has. */
    private static final BarKey REHEARSED = new BarKey(Interval.ONE_MINUTE, null, "tradebars-rehearsal", 0);

    /** For the part that replaces, of keys with several bars. */
    static final String EXPIRE = "if ttl ~= '0' then add('EXPIRE', key, ttl) end\n";

    /** How many starts are tried in search of the last bars: those of a week of minutes. */
    static final int LOOKED_BACK = 10_080;

    private static final int LOOKED_UP_AT_ONCE = 500;
    private static final long YEAR_MILLIS = 366L * 86_400_000;

    /** Names, lengths and numbers around key and value in a request, and the script's digest; generous. */
    private static final int OVERHEAD_BYTES = 128;

    private static final byte[] NO_CHANNEL = {};
    private static final byte[] YES = ascii(1);
    private static final byte[] NO = ascii(0);

    private final LayoutSettings settings;
    private final byte[] script;
    private final String digest;
    private final byte[] ttl;
    private final byte[] maxBars;

    /**
     * @param reading Lua that hands what is stored for this bar to {@code consider}, and returns 0 if the writing is then {@code
     *     forbidden}
     * @param replacing Lua that {@code add}s the commands that put the bar in its place, with its time to live
     */
    BarLayout(LayoutSettings settings, String reading, String replacing) {
        this.settings = settings;
        String lua = BEGIN
                + (settings.guard() ? CONSIDER + reading : "")
                + replacing
                + (settings.publish() ? PUBLISH : "")
                + END;
        this.script = lua.replaceAll("(?m)^ +", "").getBytes(StandardCharsets.US_ASCII);
        this.digest = Base16.digest(script);
        this.ttl = ascii(settings.ttl().toSeconds());
        this.maxBars = ascii(settings.maxBars());
    }

    /** The layout that is set. */
    static BarLayout of(LayoutSettings settings) {
        return switch (settings.layout()) {
            case STRING -> new StringLayout(settings);
            case HASH -> new HashLayout(settings);
            case ZSET -> new ZsetLayout(settings);
            case STREAM -> new StreamLayout(settings);
        };
    }

    /**
     * Looks bars up.
     *
     * @param keys all of one Redis key, unless each bar has its own
     * @param found takes those that are there, in the order of {@code keys}, with their JSON
     */
    abstract void read(RedisCommands<String, String> redis, List<BarKey> keys, BiConsumer<BarKey, String> found);

    /** See {@link StoredBars#last}; the bars by their start. */
    SortedMap<Long, String> last(RedisCommands<String, String> redis, BarKey newest, ZoneId dayZone, int count) {
        long yearAgo = newest.startMillis() - YEAR_MILLIS;
        TreeMap<Long, String> bars = new TreeMap<>();
        long start = newest.startMillis();
        int tried = 0;
        for (int some = count; bars.size() < count && (tried < count || tried < LOOKED_BACK && start > yearAgo); ) {
            some = Math.min(some, LOOKED_UP_AT_ONCE);
            List<BarKey> keys = new ArrayList<>(some);
            for (int i = 0; i < some; i++) {
                keys.add(new BarKey(newest.interval(), newest.venue(), newest.symbol(), start));
                start = newest.interval().startOf(start - 1, dayZone);
            }
            read(redis, keys, (key, json) -> bars.put(key.startMillis(), json));
            tried += some;
            some *= 2;
        }
        return latest(bars, count);
    }

    /** Whether Redis knows which bars of a series are the last, so that {@link #last} need not try starts. */
    boolean knowsLast() {
        return false;
    }

    /** See {@link StoredBars#recent}; call only if {@link #knowsLast}. */
    SortedMap<Long, String> recent(RedisCommands<String, String> redis, BarKey series, int count) {
        return last(redis, series, ZoneOffset.UTC, count);
    }

    /** So many of them at the most, those with the latest starts. */
    static SortedMap<Long, String> latest(TreeMap<Long, String> bars, int count) {
        while (bars.size() > count) {
            bars.pollFirstEntry();
        }
        return bars;
    }

    /** Whether such a bar is kept at all; that one has ended matters only to who looks at what is there. */
    boolean keeps(Bar bar) {
        return settings.guard() || !bar.endsOnly();
    }

    final BarCommand toCommand(Bar bar) {
        return toCommand(bar.key(), BarJson.of(bar), bar.revision(), bar.isGone());
    }

    /** The command for a bar whose JSON is known. */
    final BarCommand toCommand(BarKey bar, String text) {
        return toCommand(bar, text, BarJson.revisionOf(text), BarJson.isGone(text));
    }

    private BarCommand toCommand(BarKey bar, String text, long revision, boolean gone) {
        byte[] key = settings.key().keyOf(bar).getBytes(StandardCharsets.UTF_8);
        byte[] json = text.getBytes(StandardCharsets.UTF_8);
        return new BarCommand(bar, key, json, revision, gone, key.length + json.length + OVERHEAD_BYTES);
    }

    /** What a request takes besides its commands, in bytes: the script, once. */
    final int scriptBytes() {
        return isPlain() ? 0 : script.length;
    }

    /**
     * Issues the command; the future tells whether it was written ({@code false}: Redis has a newer revision, or, in a stream, this
     * one).
     *
     * @param known whether Redis has been sent the script before, and so only its digest is to be; if it has forgotten it, the
     *     command fails with {@code NOSCRIPT} and has done nothing
     */
    CompletableFuture<Boolean> write(RedisAsyncCommands<byte[], byte[]> redis, BarCommand command, boolean known) {
        byte[][] keys = {command.redisKey()};
        byte[][] arguments = {
            command.json(),
            ttl,
            ascii(command.revision()),
            ascii(command.key().startMillis()),
            channel(command),
            maxBars,
            command.gone() ? YES : NO
        };
        RedisFuture<Long> written = known
                ? redis.evalsha(digest, ScriptOutputType.INTEGER, keys, arguments)
                : redis.eval(script, ScriptOutputType.INTEGER, keys, arguments);
        return written.toCompletableFuture().thenApply(count -> count == 1);
    }

    /**
     * Asks Redis whether bars may be written, and changes nothing: a command that writes them is sent in the way they are written, of a key
     * that is not there and will not be made.
     *
     * @return fails if they may not; empty if there is no such command
     */
    Optional<CompletableFuture<?>> rehearse(RedisAsyncCommands<byte[], byte[]> redis) {
        List<String> command = harmlessWrite();
        if (command.isEmpty()) {
            return Optional.empty();
        }
        byte[][] arguments = command.stream()
                .map(argument -> argument.getBytes(StandardCharsets.US_ASCII))
                .toArray(byte[][]::new);
        return Optional.of(redis.eval(
                        REHEARSAL.getBytes(StandardCharsets.US_ASCII),
                        ScriptOutputType.INTEGER,
                        new byte[][] {rehearsedKey()},
                        arguments)
                .toCompletableFuture());
    }

    /** The key that {@link #rehearse} names. */
    final byte[] rehearsedKey() {
        return settings.key().keyOf(REHEARSED).getBytes(StandardCharsets.UTF_8);
    }

    /** A command out of those that write a bar, without its key, that does nothing where the key is not there; empty if there is none. */
    List<String> harmlessWrite() {
        return settings.ttl().isZero()
                ? List.of()
                : List.of("EXPIRE", Long.toString(settings.ttl().toSeconds()));
    }

    private byte[] channel(BarCommand command) {
        return settings.publish() && command.closed()
                ? settings.key().channelOf(command.key()).getBytes(StandardCharsets.UTF_8)
                : NO_CHANNEL;
    }

    private static byte[] ascii(long number) {
        return Long.toString(number).getBytes(StandardCharsets.US_ASCII);
    }

    /** Whether a bar is a plain command of Redis, without a script. */
    boolean isPlain() {
        return false;
    }

    final LayoutSettings settings() {
        return settings;
    }

    /** The bars by the Redis key that holds them, in their order. */
    final Map<String, List<BarKey>> byRedisKey(List<BarKey> keys) {
        Map<String, List<BarKey>> byRedisKey = new LinkedHashMap<>();
        keys.forEach(bar -> byRedisKey
                .computeIfAbsent(settings.key().keyOf(bar), key -> new ArrayList<>())
                .add(bar));
        return byRedisKey;
    }
}
