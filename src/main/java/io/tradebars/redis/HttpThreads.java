package io.tradebars.redis;

import java.time.Duration;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import okhttp3.ConnectionPool;
import okhttp3.Dispatcher;
import okhttp3.OkHttpClient;
import okhttp3.internal.concurrent.TaskRunner;
import okhttp3.internal.connection.ConnectionListener;

/**
 * All threads of one OkHttp client: they end with it. Left to itself OkHttp runs the inner work of every client (pings,
 * reading from HTTP/2 connections, closing idle ones) in threads that it keeps for a minute after the last use, and each of them
 * would keep the class loader of a Flink job that has ended.
 *
 * <p>OkHttp has no public way to give it such threads, hence its own classes here (5.3).
 */
final class HttpThreads {

    private static final long KEEP_ALIVE_SECONDS = 10;

    private static final AtomicInteger NUMBERS = new AtomicInteger();

    private final ThreadPoolExecutor calls = new ThreadPoolExecutor(
            0,
            Integer.MAX_VALUE, // the dispatcher itself keeps to maxRequests
            KEEP_ALIVE_SECONDS,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            task -> daemon(task, "redis-http-"));

    private final TaskRunner.RealBackend inner = new TaskRunner.RealBackend(task -> daemon(task, "redis-http-inner-"));

    private final TaskRunner tasks = new TaskRunner(inner, TaskRunner.Companion.getLogger());

    HttpThreads() {
        inner.getExecutor().setKeepAliveTime(KEEP_ALIVE_SECONDS, TimeUnit.SECONDS);
        // What a connection that is being closed would still do is of no use to anybody.
        inner.getExecutor().setRejectedExecutionHandler(new ThreadPoolExecutor.DiscardPolicy());
    }

    private static Thread daemon(Runnable task, String prefix) {
        Thread thread = new Thread(task, prefix + NUMBERS.incrementAndGet());
        thread.setDaemon(true);
        return thread;
    }

    /** A client that is to be built from this has its calls, connections and inner work run by these threads. */
    OkHttpClient.Builder newClient(int maxCalls, int maxIdleConnections, Duration keepAlive) {
        Dispatcher dispatcher = new Dispatcher(calls);
        // OkHttp counts calls, also where several share one connection; its default is 5 per host.
        dispatcher.setMaxRequests(maxCalls);
        dispatcher.setMaxRequestsPerHost(maxCalls);
        return new OkHttpClient.Builder()
                .dispatcher(dispatcher)
                .taskRunner$okhttp(tasks)
                .connectionPool(new ConnectionPool(
                        maxIdleConnections,
                        keepAlive.toSeconds(),
                        TimeUnit.SECONDS,
                        tasks,
                        new ConnectionListener() {}));
    }

    /**
     * Starts nothing more, and waits for the calls that run, which should have been cancelled.
     *
     * @param millis to wait at the most
     */
    void endCalls(long millis) {
        calls.shutdown();
        try {
            calls.awaitTermination(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends the inner work, once no connection is open any more. */
    void endInnerWork() {
        inner.shutdown();
    }
}
