package io.tradebars.redis;

import io.lettuce.core.BitFieldArgs;
import io.lettuce.core.Consumer;
import io.lettuce.core.CopyArgs;
import io.lettuce.core.ExpireArgs;
import io.lettuce.core.FlushMode;
import io.lettuce.core.GeoAddArgs;
import io.lettuce.core.GeoArgs;
import io.lettuce.core.GeoRadiusStoreArgs;
import io.lettuce.core.GeoSearch;
import io.lettuce.core.GeoValue;
import io.lettuce.core.GetExArgs;
import io.lettuce.core.KeyScanCursor;
import io.lettuce.core.LMPopArgs;
import io.lettuce.core.LMoveArgs;
import io.lettuce.core.LPosArgs;
import io.lettuce.core.LcsArgs;
import io.lettuce.core.Limit;
import io.lettuce.core.MapScanCursor;
import io.lettuce.core.Range;
import io.lettuce.core.RestoreArgs;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanCursor;
import io.lettuce.core.ScoredValue;
import io.lettuce.core.ScoredValueScanCursor;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.SetArgs;
import io.lettuce.core.SortArgs;
import io.lettuce.core.StreamScanCursor;
import io.lettuce.core.XAddArgs;
import io.lettuce.core.XAutoClaimArgs;
import io.lettuce.core.XClaimArgs;
import io.lettuce.core.XGroupCreateArgs;
import io.lettuce.core.XPendingArgs;
import io.lettuce.core.XReadArgs;
import io.lettuce.core.XReadArgs.StreamOffset;
import io.lettuce.core.XTrimArgs;
import io.lettuce.core.ZAddArgs;
import io.lettuce.core.ZAggregateArgs;
import io.lettuce.core.ZPopArgs;
import io.lettuce.core.ZStoreArgs;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.ArrayOutput;
import io.lettuce.core.output.IntegerOutput;
import io.lettuce.core.output.NestedMultiOutput;
import io.lettuce.core.output.ObjectOutput;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.output.ValueOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import io.lettuce.core.protocol.ProtocolKeyword;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** What programs do with Lettuce's commands, by family, odd cases included; each begins on an empty database. */
@SuppressWarnings({"deprecation", "unchecked"}) // all methods, old ones too; arrays of Lettuce's generic varargs
final class CommandScenarios {

    /** Uses the commands; none of them throws, one that fails returns {@code null}. */
    interface Scenario {
        void run(RedisCommands<String, String> redis);
    }

    private static final String UNICODE = "\u0000\t\r\n\"\\ \u00e4 \u20ac \ud83d\ude00 \u2028";

    private CommandScenarios() {}

    /** All of them, by name. */
    static Map<String, Scenario> all() {
        Map<String, Scenario> all = new LinkedHashMap<>();
        all.put("strings", CommandScenarios::strings);
        all.put("numbers", CommandScenarios::numbers);
        all.put("bits", CommandScenarios::bits);
        all.put("keys", CommandScenarios::keys);
        all.put("hashes", CommandScenarios::hashes);
        all.put("lists", CommandScenarios::lists);
        all.put("sets", CommandScenarios::sets);
        all.put("sorted sets", CommandScenarios::sortedSets);
        all.put("ranges of sorted sets", CommandScenarios::rangesOfSortedSets);
        all.put("streams", CommandScenarios::streams);
        all.put("groups of streams", CommandScenarios::groupsOfStreams);
        all.put("geo", CommandScenarios::geo);
        all.put("hyperloglog", CommandScenarios::hyperLogLog);
        all.put("sort", CommandScenarios::sort);
        all.put("scripts", CommandScenarios::scripts);
        all.put("functions", CommandScenarios::functions);
        all.put("transactions", CommandScenarios::transactions);
        all.put("commands of one's own", CommandScenarios::commandsOfOnesOwn);
        all.put("cursors over many", CommandScenarios::cursorsOverMany);
        all.put("server", CommandScenarios::server);
        return all;
    }

    private static void strings(RedisCommands<String, String> redis) {
        redis.get("none");
        redis.get(null);
        redis.set("k", null);
        redis.set("", "");
        redis.get("");
        redis.set("ok", "OK");
        redis.get("ok");
        redis.set(UNICODE, UNICODE);
        redis.get(UNICODE);
        redis.strlen(UNICODE);
        redis.getrange(UNICODE, 0, 3);
        redis.getrange(UNICODE, 10, 10); // in the middle of a character
        redis.set("big", "x".repeat(100_000));
        redis.strlen("big");
        redis.set("k", "v", SetArgs.Builder.nx());
        redis.set("k", "w", SetArgs.Builder.nx());
        redis.set("none", "w", SetArgs.Builder.xx());
        redis.set("k", "w", SetArgs.Builder.xx().ex(4000));
        redis.ttl("k");
        redis.set("k", "x", SetArgs.Builder.keepttl());
        redis.ttl("k");
        redis.setGet("k", "y");
        redis.setGet("none", "y");
        redis.set("k", "z", SetArgs.Builder.ex(0));
        redis.setex("k", -1, "z");
        redis.psetex("k", 4_000_000, "z");
        redis.pttl("k");
        redis.getex("k", GetExArgs.Builder.persist());
        redis.ttl("k");
        redis.getdel("k");
        redis.getdel("k");
        redis.append("k", "ab");
        redis.append("k", "");
        redis.setrange("k", 5, "end");
        redis.get("k");
        redis.setrange("k", 600_000_000, "end");
        redis.mset(Map.of("a", "1"));
        redis.msetnx(Map.of("a", "2"));
        redis.msetnx(Map.of("b", "OK"));
        redis.mget("a", "none", "b", "");
        redis.mget(new Transcript.Channel(), "a", "none", "b");
        redis.mget();
        redis.lpush("list", "1");
        redis.get("list");
        redis.mget("a", "list");
        redis.getset("list", "v");
        redis.getset("a", "v");
        redis.lcs(LcsArgs.Builder.keys("a", "k"));
        redis.lcs(LcsArgs.Builder.keys("a", "k").justLen());
        redis.lcs(LcsArgs.Builder.keys("a", "list"));
    }

    private static void numbers(RedisCommands<String, String> redis) {
        redis.set("n", String.valueOf(Long.MAX_VALUE));
        redis.incr("n");
        redis.decr("n");
        redis.get("n");
        redis.set("n", String.valueOf(Long.MIN_VALUE));
        redis.incrby("n", 0);
        redis.decr("n");
        redis.set("n", "9007199254740992"); // 2^53
        redis.incr("n");
        redis.incrby("n", 4_611_686_018_427_387_904L);
        redis.decrby("n", Long.MAX_VALUE);
        redis.decrby("n", Long.MIN_VALUE);
        redis.set("text", "one");
        redis.incr("text");
        redis.set("padded", " 1");
        redis.incr("padded");
        redis.incrbyfloat("f", 1.5);
        redis.incrbyfloat("f", -1e-17);
        redis.incrbyfloat("f", 1e17);
        redis.incrbyfloat("f", Double.POSITIVE_INFINITY);
        redis.incrbyfloat("f", Double.NaN);
        redis.incrbyfloat("text", 1);
        redis.hset("h", "n", String.valueOf(Long.MAX_VALUE));
        redis.hincrby("h", "n", 1);
        redis.hincrby("h", "n", -1);
        redis.hincrbyfloat("h", "f", 0.1);
        redis.hincrbyfloat("h", "f", 0.2);
        redis.eval("return 9007199254740993", ScriptOutputType.INTEGER);
        redis.eval("return -9007199254740992", ScriptOutputType.INTEGER);
        redis.setbit("n", 4_294_967_295L, 2);
    }

    private static void bits(RedisCommands<String, String> redis) {
        redis.setbit("b", 7, 1);
        redis.setbit("b", 7, 0);
        redis.setbit("b", 1, 1);
        redis.getbit("b", 1);
        redis.getbit("none", 1);
        redis.setbit("b", -1, 1);
        redis.set("text", "foobar");
        redis.bitcount("text");
        redis.bitcount("text", 1, -2);
        redis.bitpos("text", true);
        redis.bitpos("text", false, 1);
        redis.bitpos("text", true, 1, 2);
        redis.bitpos("none", true);
        redis.bitopAnd("d", "b", "text");
        redis.bitopOr("d", "b", "text");
        redis.get("d");
        redis.bitopXor("d", "b", "text");
        redis.get("d"); // not UTF-8
        redis.bitopNot("d", "text");
        redis.get("d");
        redis.bitfield(
                "f",
                BitFieldArgs.Builder.set(BitFieldArgs.signed(8), 0, 100)
                        .incrBy(10)
                        .get());
        redis.bitfield(
                "f",
                BitFieldArgs.Builder.overflow(BitFieldArgs.OverflowType.FAIL)
                        .incrBy(BitFieldArgs.signed(8), 0, 120)
                        .get(BitFieldArgs.unsigned(4), BitFieldArgs.typeWidthBasedOffset(1)));
        redis.bitfield(
                "f",
                BitFieldArgs.Builder.set(BitFieldArgs.signed(64), 64, Long.MIN_VALUE)
                        .get());
        redis.bitfield("f", new BitFieldArgs());
    }

    private static void keys(RedisCommands<String, String> redis) {
        redis.set("a", "1");
        redis.set("b", "2");
        redis.exists("a", "b", "none", "a");
        redis.type("a");
        redis.type("none");
        redis.keys("*");
        redis.keys("[ab");
        redis.keys(new Transcript.Channel(), "a*");
        redis.expire("a", 4000);
        redis.expire("none", 4000);
        redis.expire("a", Duration.ofHours(3), ExpireArgs.Builder.gt());
        redis.ttl("a");
        redis.ttl("b");
        redis.ttl("none");
        redis.pexpireat("a", 4_102_444_800_123L);
        redis.pexpiretime("a");
        redis.expiretime("b");
        redis.persist("a");
        redis.persist("a");
        redis.expire("b", -1);
        redis.get("b");
        redis.rename("a", "c");
        redis.rename("a", "c");
        redis.renamenx("c", "c2");
        redis.renamenx("none", "c2");
        redis.copy("c2", "c3");
        redis.copy("c2", "c3");
        redis.copy("c2", "c3", CopyArgs.Builder.replace(true));
        redis.move("c3", 1);
        redis.move("c3", 999_999);
        redis.objectEncoding("c2");
        redis.objectEncoding("none");
        redis.objectRefcount("c2");
        redis.objectFreq("c2");
        redis.touch("c2", "none");
        redis.unlink("c2", "none");
        redis.del("none");
        redis.del();
        redis.dbsize();
        redis.scan();
        redis.flushdb();
        redis.randomkey();
    }

    /** Binary arguments, which over HTTP cannot go into a transaction. */
    static void dumpAndRestore(RedisCommands<String, String> redis) {
        redis.set("dumped", "value");
        byte[] dump = redis.dump("dumped");
        redis.dump("none");
        if (dump != null) {
            redis.restore("restored", 0, dump);
            redis.get("restored");
            redis.restore("restored", 0, dump);
            redis.restore("other", dump, RestoreArgs.Builder.ttl(Duration.ofHours(2)));
            redis.ttl("other");
        }
        redis.restore("broken", 0, new byte[] {(byte) 0xff, 0, 1});
        redis.dbsize();
    }

    private static void hashes(RedisCommands<String, String> redis) {
        redis.hset("h", "f", "v");
        redis.hset("h", "f", "w");
        redis.hset("h", Map.of("ok", "OK"));
        redis.hset("h", "", "");
        redis.hset("h", UNICODE, UNICODE);
        redis.hget("h", "");
        redis.hget("h", "none");
        redis.hget("none", "f");
        redis.hgetall("h");
        redis.hgetall("none");
        redis.hgetall(new Transcript.Channel(), "h");
        redis.hkeys("h");
        redis.hkeys(new Transcript.Channel(), "h");
        redis.hvals("h");
        redis.hvals(new Transcript.Channel(), "h");
        redis.hmget("h", "f", "none", "");
        redis.hmget(new Transcript.Channel(), "h", "f", "none");
        redis.hmget("h");
        redis.hlen("h");
        redis.hstrlen("h", UNICODE);
        redis.hexists("h", "none");
        redis.hsetnx("h", "f", "x");
        redis.hsetnx("h", "g", "x");
        redis.hmset("h", Map.of("m", "1"));
        redis.hincrby("h", "f", 1);
        redis.hrandfield("h", -5);
        redis.hrandfield("none");
        redis.hrandfield("none", 2);
        redis.hrandfieldWithvalues("h", 2);
        redis.hscan("h", ScanArgs.Builder.matches("f*"));
        redis.hdel("h", "f", "none");
        redis.hset("string", "f", "v");
        redis.set("string", "v");
        redis.hget("string", "f");
        redis.hgetall("string");
        redis.hgetall(new Transcript.Channel(), "string");
    }

    private static void lists(RedisCommands<String, String> redis) {
        redis.rpush("l", "a", "", "OK", UNICODE, "a");
        redis.rpush("l");
        redis.lpushx("none", "a");
        redis.rpushx("l", "z");
        redis.lrange("l", 0, -1);
        redis.lrange("none", 0, -1);
        redis.lrange(new Transcript.Channel(), "l", 0, -1);
        redis.lindex("l", 1);
        redis.lindex("l", 99);
        redis.linsert("l", true, "z", "y");
        redis.linsert("l", false, "none", "y");
        redis.linsert("none", false, "none", "y");
        redis.lpos("l", "a");
        redis.lpos("l", "none");
        redis.lpos("l", "a", LPosArgs.Builder.rank(2));
        redis.lpos("l", "a", 0);
        redis.lpos("l", "none", 0);
        redis.lset("l", 0, "first");
        redis.lset("l", 99, "first");
        redis.lset("none", 0, "first");
        redis.lrem("l", 1, "a");
        redis.ltrim("l", 0, 4);
        redis.rpoplpush("l", "m");
        redis.rpoplpush("none", "m");
        redis.lmove("l", "m", LMoveArgs.Builder.leftRight());
        redis.lmove("none", "m", LMoveArgs.Builder.leftRight());
        redis.lpop("l");
        redis.lpop("l", 2);
        redis.lpop("none");
        redis.lpop("none", 2);
        redis.rpop("l", 99);
        redis.rpop("none");
        redis.lmpop(LMPopArgs.Builder.left().count(5), "none", "m");
        redis.lmpop(LMPopArgs.Builder.right(), "none");
        redis.llen("m");
        redis.set("string", "v");
        redis.lpush("string", "v");
        redis.lrange("string", 0, -1);
    }

    private static void sets(RedisCommands<String, String> redis) {
        redis.sadd("s", "a", "b", "", "OK", UNICODE);
        redis.sadd("s", "a");
        redis.sadd("t", "b", "c");
        redis.smembers("s");
        redis.smembers("none");
        redis.smembers(new Transcript.Channel(), "s");
        redis.sismember("s", "a");
        redis.sismember("none", "a");
        redis.smismember("s", "a", "none", "");
        redis.sinter("s", "t");
        redis.sinter(new Transcript.Channel(), "s", "t");
        redis.sintercard(1, "s", "t");
        redis.sunion("s", "t", "none");
        redis.sdiff("t", "s");
        redis.sinterstore("d", "s", "t");
        redis.sunionstore("d", "s", "t");
        redis.sdiffstore("d", "t", "t");
        redis.smove("s", "t", "a");
        redis.smove("s", "t", "none");
        redis.srem("s", "a", "b");
        redis.scard("s");
        redis.spop("s", 0);
        redis.spop("none");
        redis.spop("none", 3);
        redis.srandmember("none");
        redis.srandmember("s", -7);
        redis.sscan("s", ScanArgs.Builder.matches("O*").limit(10));
        redis.set("string", "v");
        redis.sadd("string", "v");
        redis.sinter("s", "string");
    }

    private static void sortedSets(RedisCommands<String, String> redis) {
        redis.zadd("z", 1, "a");
        redis.zadd("z", 2.5, "b", -1.0, "c");
        redis.zadd("z", ScoredValue.just(Double.POSITIVE_INFINITY, "inf"), ScoredValue.just(-1e300, "small"));
        redis.zadd("z", Double.NEGATIVE_INFINITY, "-inf");
        redis.zadd("z", Double.NaN, "nan");
        redis.zadd("z", 9007199254740993.0, "2^53+1");
        redis.zadd("z", 0.1 + 0.2, UNICODE);
        redis.zrangeWithScores("z", 0, -1);
        redis.zscore("z", "inf");
        redis.zscore("z", "-inf");
        redis.zscore("z", "none");
        redis.zscore("none", "none");
        redis.zmscore("z", "a", "none", "inf");
        redis.zadd("z", ZAddArgs.Builder.nx(), 9, "a");
        redis.zadd("z", ZAddArgs.Builder.xx().ch(), 9, "a");
        redis.zadd("z", ZAddArgs.Builder.gt().ch(), 1, "a");
        redis.zaddincr("z", ZAddArgs.Builder.nx(), 1, "a");
        redis.zaddincr("z", 1.5, "a");
        redis.zincrby("z", Double.NEGATIVE_INFINITY, "inf");
        redis.zincrby("z", 1e-9, "b");
        redis.zrank("z", "a");
        redis.zrank("z", "none");
        redis.zrevrank("z", "a");
        redis.zcard("z");
        redis.zadd("y", 10, "a", 20.0, "b");
        redis.zadd("y", 10.0, "a", 20.0, "b");
        redis.zinter("z", "y");
        redis.zinterWithScores(ZAggregateArgs.Builder.max(), "z", "y");
        redis.zunionWithScores(ZAggregateArgs.Builder.weights(1, 0.5), "z", "y");
        redis.zdiffWithScores("z", "y");
        redis.zintercard(1, "z", "y");
        redis.zinterstore("d", ZStoreArgs.Builder.min(), "z", "y");
        redis.zunionstore("d", "z", "y", "none");
        redis.zdiffstore("d", "z", "y");
        redis.zpopmin("y");
        redis.zpopmax("y", 5);
        redis.zpopmin("none");
        redis.zpopmax("none", 2);
        redis.zmpop(ZPopArgs.Builder.max(), "none", "z");
        redis.zmpop(2, ZPopArgs.Builder.min(), "none", "z");
        redis.zmpop(ZPopArgs.Builder.max(), "none");
        redis.zrandmember("none");
        redis.zrandmemberWithScores("z", 2);
        redis.zscan("z", ScanArgs.Builder.matches("*a*"));
        redis.zrem("z", "a", "none");
        redis.set("string", "v");
        redis.zadd("string", 1, "v");
        redis.zrange("string", 0, -1);
    }

    private static void rangesOfSortedSets(RedisCommands<String, String> redis) {
        for (int i = 0; i < 8; i++) {
            redis.zadd("z", i * 1.5, "m" + i);
            redis.zadd("lex", 0, String.valueOf((char) ('a' + i)));
        }
        Range<Double> open = Range.from(Range.Boundary.excluding(1.5), Range.Boundary.including(6.0));
        redis.zrange("z", 1, -2);
        redis.zrevrange("z", 0, 2);
        redis.zrevrangeWithScores("z", 0, 2);
        redis.zrange(new Transcript.Channel(), "z", 0, 2);
        redis.zrangeWithScores(new Transcript.Channel(), "z", 0, 2);
        redis.zrangebyscore("z", open);
        redis.zrangebyscore("z", open, Limit.create(1, 1));
        redis.zrangebyscore("z", "(1.5", "+inf", 0, 2);
        redis.zrangebyscore("z", "low", "high");
        redis.zrangebyscoreWithScores("z", Range.unbounded(), Limit.from(2));
        redis.zrangebyscoreWithScores(new Transcript.Channel(), "z", open);
        redis.zrevrangebyscore("z", open, Limit.create(0, 2));
        redis.zrevrangebyscoreWithScores("z", 9, 3);
        redis.zcount("z", open);
        redis.zcount("z", Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
        redis.zrangebylex("lex", Range.create("b", "d"));
        redis.zrangebylex(
                "lex", Range.from(Range.Boundary.excluding("b"), Range.Boundary.unbounded()), Limit.create(1, 2));
        redis.zrangebylex("lex", "b", "d");
        redis.zrevrangebylex("lex", Range.create("b", "d"));
        redis.zlexcount("lex", Range.unbounded());
        redis.zrangestore("d", "z", Range.create(0L, 2L));
        redis.zrangestorebyscore("d", "z", open, Limit.unlimited());
        redis.zrangestorebylex("d", "lex", Range.create("b", "d"), Limit.create(0, 5));
        redis.zrevrangestore("d", "z", Range.create(0L, 1L));
        redis.zremrangebyrank("z", 0, 0);
        redis.zremrangebyscore("z", open);
        redis.zremrangebylex("lex", Range.create("a", "c"));
        redis.zrange("z", 5, 1);
    }

    private static XAddArgs id(String id) {
        return new XAddArgs().id(id);
    }

    private static void streams(RedisCommands<String, String> redis) {
        redis.xadd("x", id("1-1"), Map.of("f", "v"));
        redis.xadd("x", id("1-2"), "f", "OK", "g", "");
        redis.xadd("x", id("1-2"), "f", "v");
        redis.xadd("x", id("0-0"), "f", "v");
        redis.xadd("x", id("2-0"), "f");
        redis.xadd("x", id("2-0"), UNICODE, UNICODE);
        redis.xadd("none", id("1-1").nomkstream(), "f", "v");
        redis.xadd("now", Map.of("f", "v"));
        redis.xlen("x");
        redis.xlen("none");
        redis.xrange("x", Range.unbounded());
        redis.xrange("x", Range.create("1-1", "1-2"), Limit.from(1));
        redis.xrange("x", Range.from(Range.Boundary.excluding("1-1"), Range.Boundary.unbounded()));
        redis.xrange("x", Range.create("never", "+"));
        redis.xrevrange("x", Range.unbounded(), Limit.from(2));
        redis.xread(StreamOffset.from("x", "1-1"), StreamOffset.from("now", "0"));
        redis.xread(XReadArgs.Builder.count(1), StreamOffset.from("x", "0"));
        redis.xread(StreamOffset.from("x", "9-9"));
        redis.xread(StreamOffset.latest("x"));
        redis.xread(StreamOffset.from("none", "0"));
        redis.xinfoStream("x");
        redis.xinfoStream("none");
        redis.xdel("x", "1-1", "7-7");
        redis.xtrim("x", 1);
        redis.xtrim("x", XTrimArgs.Builder.minId("2-0").exactTrimming());
        redis.xadd("x", id("3-0").maxlen(1), "f", "v");
        redis.xrange("x", Range.unbounded());
        redis.xtrim("x", 0);
        redis.xrange("x", Range.unbounded());
        redis.set("string", "v");
        redis.xadd("string", "f", "v");
        redis.xread(StreamOffset.from("string", "0"));
    }

    private static void groupsOfStreams(RedisCommands<String, String> redis) {
        Consumer<String> first = Consumer.from("group", "first");
        Consumer<String> second = Consumer.from("group", "second");
        redis.xgroupCreate(StreamOffset.from("x", "0"), "group");
        redis.xgroupCreate(StreamOffset.from("x", "0"), "group", XGroupCreateArgs.Builder.mkstream());
        redis.xgroupCreate(StreamOffset.from("x", "0"), "group");
        for (int i = 1; i <= 5; i++) {
            redis.xadd("x", id(i + "-0"), "f", "v" + i);
        }
        redis.xreadgroup(first, XReadArgs.Builder.count(2), StreamOffset.lastConsumed("x"));
        redis.xreadgroup(second, StreamOffset.lastConsumed("x"));
        redis.xreadgroup(second, StreamOffset.lastConsumed("x"));
        redis.xreadgroup(first, StreamOffset.from("x", "0"));
        redis.xreadgroup(Consumer.from("none", "c"), StreamOffset.lastConsumed("x"));
        redis.xpending("x", "group");
        redis.xpending("x", "none");
        redis.xpending("x", "group", Range.unbounded(), Limit.from(10));
        redis.xpending("x", first, Range.create("1-0", "2-0"), Limit.from(10));
        redis.xpending("x", XPendingArgs.Builder.xpending("group", Range.<String>unbounded(), Limit.from(1)));
        redis.xack("x", "group", "1-0", "9-0");
        redis.xclaim("x", first, 0, "3-0");
        redis.xclaim("x", first, XClaimArgs.Builder.justid(), "4-0", "9-0");
        redis.xautoclaim("x", XAutoClaimArgs.Builder.xautoclaim(first, 0, "0-0"));
        redis.xautoclaim("x", XAutoClaimArgs.Builder.justid(second, 0, "0-0"));
        redis.xautoclaim("x", XAutoClaimArgs.Builder.xautoclaim(first, Duration.ofHours(1), "0-0"));
        redis.xgroupCreateconsumer("x", Consumer.from("group", "third"));
        redis.xinfoGroups("x");
        redis.xinfoConsumers("x", "group");
        redis.xinfoConsumers("x", "none");
        redis.xgroupDelconsumer("x", second);
        redis.xgroupSetid(StreamOffset.from("x", "2-0"), "group");
        redis.xreadgroup(first, XReadArgs.Builder.noack(), StreamOffset.lastConsumed("x"));
        redis.xdel("x", "5-0");
        redis.xreadgroup(first, StreamOffset.from("x", "0"));
        redis.xgroupDestroy("x", "group");
        redis.xgroupDestroy("x", "group");
    }

    private static void geo(RedisCommands<String, String> redis) {
        redis.geoadd("g", 13.4, 52.5, "Berlin");
        redis.geoadd("g", 2.35, 48.85, "Paris", -0.1276, 51.5072, "London");
        redis.geoadd("g", GeoValue.just(139.69, 35.68, "Tokyo"));
        redis.geoadd("g", 200, 52.5, "nowhere");
        redis.geoadd("g", 13.4, 52.5, "Berlin", GeoAddArgs.Builder.xx().ch());
        redis.geodist("g", "Berlin", "Paris", GeoArgs.Unit.km);
        redis.geodist("g", "Berlin", "none", GeoArgs.Unit.km);
        redis.geohash("g", "Berlin", "none");
        redis.geopos("g", "Berlin", "none", "Tokyo");
        redis.geopos("none", "Berlin");
        redis.georadius("g", 13, 52, 1000, GeoArgs.Unit.km);
        redis.georadius(
                "g", 13, 52, 1000, GeoArgs.Unit.km, GeoArgs.Builder.full().asc());
        redis.georadius(
                "g", 13, 52, 1000, GeoArgs.Unit.km, GeoArgs.Builder.distance().withCount(1));
        redis.georadius("g", 13, 52, 1000, GeoArgs.Unit.km, GeoRadiusStoreArgs.Builder.store("d"));
        redis.georadiusbymember(
                "g",
                "Paris",
                500,
                GeoArgs.Unit.mi,
                GeoArgs.Builder.coordinates().desc());
        redis.georadiusbymember("g", "none", 500, GeoArgs.Unit.mi);
        redis.geosearch("g", GeoSearch.fromMember("Paris"), GeoSearch.byBox(2000, 2000, GeoArgs.Unit.km));
        redis.geosearch(
                "g", GeoSearch.fromCoordinates(2, 48), GeoSearch.byRadius(1, GeoArgs.Unit.m), GeoArgs.Builder.hash());
        redis.geosearchstore(
                "d",
                "g",
                GeoSearch.fromMember("Paris"),
                GeoSearch.byRadius(400, GeoArgs.Unit.km),
                new GeoArgs().asc(),
                true);
        redis.zrangeWithScores("d", 0, -1);
    }

    private static void hyperLogLog(RedisCommands<String, String> redis) {
        redis.pfadd("p", "a", "b");
        redis.pfadd("p", "a");
        redis.pfadd("q", "c");
        redis.pfcount("p");
        redis.pfcount("p", "q", "none");
        redis.pfmerge("d", "p", "q");
        redis.pfcount("d");
        redis.get("p"); // not UTF-8
        redis.set("string", "v");
        redis.pfadd("string", "a");
        redis.pfcount("string");
        redis.pfmerge("d");
    }

    private static void sort(RedisCommands<String, String> redis) {
        redis.rpush("l", "3", "1", "2");
        redis.sort("l");
        redis.sort("l", SortArgs.Builder.desc().limit(0, 2));
        redis.sort(new Transcript.Channel(), "l");
        redis.set("w1", "z");
        redis.set("w2", "y");
        redis.sort("l", SortArgs.Builder.by("w*").alpha().get("#").get("w*"));
        redis.sortStore("l", SortArgs.Builder.alpha(), "d");
        redis.lrange("d", 0, -1);
        redis.sortReadOnly("l", SortArgs.Builder.asc());
        redis.rpush("words", "b", "a");
        redis.sort("words");
        redis.sort("none");
    }

    private static void scripts(RedisCommands<String, String> redis) {
        String[] keys = {"k1", UNICODE};
        for (ScriptOutputType type : ScriptOutputType.values()) {
            for (String script : new String[] {
                "return nil",
                "return 7",
                "return 0",
                "return false",
                "return true",
                "return 'text'",
                "return ''",
                "return 'OK'",
                "return redis.status_reply('OK')",
                "return redis.status_reply('FINE')",
                "return redis.error_reply('MY error')",
                "return {}",
                "return {1, 'a', false, {2, {'b', {}}}, redis.status_reply('S')}",
                "return {KEYS[1], KEYS[2], ARGV[1]}",
                "return 3.99",
                "return {err = 'TABLE err'}",
            }) {
                redis.eval(script, type, keys, UNICODE);
            }
        }
        redis.eval("this is not Lua", ScriptOutputType.VALUE);
        redis.eval("return redis.call('NOSUCH')", ScriptOutputType.VALUE);
        redis.eval("return redis.call('INCR', KEYS[1])", ScriptOutputType.INTEGER, "n");
        redis.set("text", "v");
        redis.eval("return redis.call('INCR', KEYS[1])", ScriptOutputType.INTEGER, "text");
        redis.eval("return redis.pcall('INCR', KEYS[1])", ScriptOutputType.INTEGER, "text");
        redis.eval("error('thrown')", ScriptOutputType.VALUE);
        redis.eval("return cjson.encode({a = 1})".getBytes(StandardCharsets.UTF_8), ScriptOutputType.VALUE);
        redis.evalReadOnly("return redis.call('SET', KEYS[1], 1)", ScriptOutputType.VALUE, keys);
        String digest = redis.scriptLoad("return ARGV[1]");
        redis.scriptExists(redis.digest("return ARGV[1]"), "0".repeat(40));
        redis.evalsha(redis.digest("return ARGV[1]"), ScriptOutputType.VALUE, keys, "found");
        redis.evalsha(String.valueOf(digest), ScriptOutputType.VALUE, keys, UNICODE);
        redis.evalsha("0".repeat(40), ScriptOutputType.VALUE, "k");
        redis.scriptFlush(FlushMode.SYNC);
        redis.evalsha(redis.digest("return ARGV[1]"), ScriptOutputType.VALUE, keys, "lost");
        redis.scriptKill();
    }

    private static void functions(RedisCommands<String, String> redis) {
        redis.functionFlush(FlushMode.SYNC);
        String library =
                "#!lua name=mylib\nredis.register_function('echo', function(keys, args) return {keys[1], args[1]} end)";
        redis.functionLoad(library);
        redis.functionLoad(library);
        redis.functionLoad(library, true);
        redis.fcall("echo", ScriptOutputType.MULTI, new String[] {"k"}, "v");
        redis.fcallReadOnly("echo", ScriptOutputType.MULTI, "k");
        redis.fcall("none", ScriptOutputType.MULTI, "k");
        redis.functionList();
        byte[] dump = redis.functionDump();
        redis.functionFlush(FlushMode.SYNC);
        if (dump != null) {
            redis.functionRestore(dump);
        }
        redis.functionKill();
        redis.functionFlush(FlushMode.SYNC);
    }

    private static void transactions(RedisCommands<String, String> redis) {
        redis.multi();
        redis.set("a", "1");
        redis.incr("a");
        redis.lpush("a", "x");
        redis.get("none");
        redis.mget("a", "none");
        redis.hgetall("none");
        redis.eval("return {1, {2, false}, 'OK'}", ScriptOutputType.MULTI);
        redis.zadd("z", Double.POSITIVE_INFINITY, "inf");
        redis.zrangeWithScores("z", 0, -1);
        redis.scan(ScanArgs.Builder.limit(100));
        redis.xadd("x", id("1-1"), "f", "v");
        redis.xread(StreamOffset.from("x", "0"));
        redis.exec();

        redis.multi();
        redis.set("a", "lost");
        redis.discard();
        redis.get("a");

        redis.multi();
        redis.exec();
        redis.exec();
        redis.discard();

        redis.multi();
        redis.multi();
        redis.set("nested", "1");
        redis.exec();
        redis.get("nested");

        // Refused when it is queued, and all with it.
        redis.multi();
        redis.set("a", "aborted");
        redis.dispatch(CommandType.GET, new ValueOutput<>(StringCodec.UTF8));
        redis.exec();
        redis.get("a");

        redis.multi();
        redis.smembers(new Transcript.Channel(), "none");
        redis.bitopNot("d", "a");
        redis.get("d");
        redis.exec();
    }

    private enum Word implements ProtocolKeyword {
        NOSUCHCOMMAND,
        GET,
        PING,
        COMMAND,
        LOLWUT;

        @Override
        public byte[] getBytes() {
            return name().getBytes(StandardCharsets.US_ASCII);
        }
    }

    private static CommandArgs<String, String> args(String... words) {
        CommandArgs<String, String> args = new CommandArgs<>(StringCodec.UTF8);
        for (String word : words) {
            args.add(word);
        }
        return args;
    }

    private static void commandsOfOnesOwn(RedisCommands<String, String> redis) {
        redis.dispatch(CommandType.SET, new StatusOutput<>(StringCodec.UTF8), args("k", "v"));
        redis.dispatch(Word.GET, new ValueOutput<>(StringCodec.UTF8), args("k"));
        redis.dispatch(Word.GET, new ValueOutput<>(StringCodec.UTF8));
        redis.dispatch(Word.GET, new ValueOutput<>(StringCodec.UTF8), args("a", "b"));
        redis.dispatch(Word.NOSUCHCOMMAND, new ValueOutput<>(StringCodec.UTF8), args("a"));
        redis.dispatch(Word.PING, new ValueOutput<>(StringCodec.UTF8), args("OK"));
        redis.dispatch(CommandType.GET, new IntegerOutput<>(StringCodec.UTF8), args("k"));
        redis.dispatch(CommandType.STRLEN, new ValueOutput<>(StringCodec.UTF8), args("k"));
        redis.dispatch(Word.COMMAND, new IntegerOutput<>(StringCodec.UTF8), args("COUNT"));
        redis.dispatch(Word.COMMAND, new ArrayOutput<>(StringCodec.UTF8), args("INFO", "GET", "NONE"));
        redis.dispatch(Word.COMMAND, new NestedMultiOutput<>(StringCodec.UTF8), args("INFO", "GET", "NONE"));
        redis.dispatch(Word.COMMAND, new ObjectOutput<>(StringCodec.UTF8), args("INFO", "SET"));
        redis.dispatch(CommandType.EVAL, new ArrayOutput<>(StringCodec.UTF8), args("return {1,{{},{'a'}}}", "0"));
        redis.dispatch(CommandType.OBJECT, new ArrayOutput<>(StringCodec.UTF8), args("HELP"));
        redis.echo(UNICODE);
        redis.echo("");
        redis.ping();
        redis.role();
        redis.publish("channel", "message");
    }

    /** All members in the end, whatever the steps; the steps themselves depend on the server's hash table. */
    private static void cursorsOverMany(RedisCommands<String, String> redis) {
        Map<String, String> many = new LinkedHashMap<>();
        for (int i = 0; i < 1000; i++) {
            many.put("key" + i, "value" + i);
        }
        redis.mset(many);
        redis.hset("hash", many);
        redis.sadd("set", many.keySet().toArray(String[]::new));
        many.keySet().forEach(key -> redis.zadd("zset", key.length(), key));
        ScanArgs step = ScanArgs.Builder.limit(300).match("*9*");

        KeyScanCursor<String> keys = redis.scan(step);
        for (int i = 0; i < 20 && keys != null && !keys.isFinished(); i++) {
            keys = redis.scan(keys, step);
        }
        MapScanCursor<String, String> fields = redis.hscan("hash", step);
        for (int i = 0; i < 20 && fields != null && !fields.isFinished(); i++) {
            fields = redis.hscan("hash", fields, step);
        }
        StreamScanCursor members = redis.sscan(new Transcript.Channel(), "set", step);
        for (int i = 0; i < 20 && members != null && !members.isFinished(); i++) {
            members = redis.sscan(new Transcript.Channel(), "set", members, step);
        }
        ScoredValueScanCursor<String> scores = redis.zscan("zset", step);
        for (int i = 0; i < 20 && scores != null && !scores.isFinished(); i++) {
            scores = redis.zscan("zset", scores, step);
        }
        redis.scan(ScanCursor.of("0"), ScanArgs.Builder.limit(2000).match("key1*"));
        redis.scan(ScanCursor.of("no cursor"));
    }

    private static void server(RedisCommands<String, String> redis) {
        redis.configGet("maxmemory*");
        redis.configGet("none");
        redis.configSet("maxmemory-policy", "none");
        redis.commandCount();
        redis.commandInfo("get", "none");
        redis.dbsize();
        redis.flushall(FlushMode.ASYNC);
        redis.aclWhoami();
        redis.aclUsers();
        redis.aclGetuser("default");
        redis.aclGetuser("none");
        redis.aclDryRun("default", "get", "k");
        redis.memoryUsage("none");
        redis.pubsubNumsub("a", "b");
        redis.pubsubChannels();
        redis.time();
        redis.info("server");
    }
}
