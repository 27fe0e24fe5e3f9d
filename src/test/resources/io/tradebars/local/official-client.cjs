// Run by OfficialClientIT: node official-client.cjs MODULE_FOLDER URL TOKEN all|tls
const assert = require('node:assert/strict');
const { createRequire } = require('node:module');

const [folder, url, token, what] = process.argv.slice(2);
const { Redis } = createRequire(folder + '/')('@upstash/redis');

async function everything(redis) {
  assert.equal(await redis.set('text', 'grüße 🚀'), 'OK');
  assert.equal(await redis.get('text'), 'grüße 🚀');
  assert.equal(await redis.set('ok', 'OK'), 'OK');
  assert.equal(await redis.get('ok'), 'OK');
  assert.equal(await redis.get('none'), null);
  assert.deepEqual(await redis.mget('text', 'none', 'ok'), ['grüße 🚀', null, 'OK']);

  const bar = { t: 1700000000000, o: '1.10', list: [1, 2, { deep: null }] };
  await redis.set('json', bar, { ex: 100 });
  assert.deepEqual(await redis.get('json'), bar);
  assert.ok((await redis.ttl('json')) > 90);

  assert.equal(await redis.hset('hash', { a: 1, b: 'two' }), 2);
  assert.deepEqual(await redis.hgetall('hash'), { a: 1, b: 'two' });
  assert.equal(await redis.zadd('zset', { score: 2, member: 'b' }, { score: 1.5, member: 'a' }), 2);
  assert.deepEqual(await redis.zrange('zset', 0, -1, { withScores: true }), ['a', 1.5, 'b', 2]);
  const script = "redis.call('SET',KEYS[1],ARGV[1]) return {KEYS[1],ARGV[1],7,false}";
  assert.deepEqual(await redis.eval(script, ['key'], ['value']), ['key', 'value', 7, null]);

  const pipeline = redis.pipeline();
  pipeline.set('n', 1).incrby('n', 41).get('n').type('n');
  assert.deepEqual(await pipeline.exec(), ['OK', 42, 42, 'string']);

  const transaction = redis.multi();
  transaction.incr('m').incr('m').get('m').lrange('nolist', 0, -1);
  assert.deepEqual(await transaction.exec(), [1, 2, 2, []]);

  await assert.rejects(redis.incr('text'), /ERR value is not an integer or out of range/);
  await assert.rejects(redis.pipeline().get('text').incr('text').exec(), /ERR value is not an integer/);
  const kept = await redis.pipeline().get('ok').incr('text').exec({ keepErrors: true });
  assert.equal(kept[0].result, 'OK');
  assert.match(kept[1].error, /^ERR value is not an integer/);

  await Promise.all(Array.from({ length: 50 }, (_, i) => redis.set('auto:' + i, i)));
  assert.equal(await redis.get('auto:49'), 49);

  await assert.rejects(new Redis({ url, token: 'wrong', retry: false }).get('text'), /WRONGPASS/);
}

async function overTls(redis) {
  assert.equal(await redis.set('tls', 'yes'), 'OK');
  assert.equal(await redis.get('tls'), 'yes');
}

const redis = new Redis({ url, token, retry: false });
(what === 'tls' ? overTls(redis) : everything(redis)).then(
  () => console.log('done'),
  (error) => {
    console.error(error);
    process.exit(1);
  },
);
