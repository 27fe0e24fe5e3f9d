package io.tradebars.redis;

import io.lettuce.core.resource.DefaultClientResources;
import io.netty.util.HashedWheelTimer;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Lettuce's resources, without finalizers. What has one is only freed by the second garbage collection after its end, and with it the
 * classes of the whole job. On a TaskManager that has little else to do, jobs that come and go fill the metaspace meanwhile; when it is
 * full, one collection is all there is, and then the TaskManager dies.
 *
 * <p>Those finalizers warn of what was never shut down, and stop its timer; their owner here always does ({@link AbstractRedisConnector}). Nothing else
 * of Lettuce and Netty that is used over HTTPS has one; the allocator that Netty gives to sockets has.
 */
final class UnfinalizedResources extends DefaultClientResources {

    private final Timer ownTimer;

    private UnfinalizedResources(Builder builder, Timer ownTimer) {
        super(builder.timer(ownTimer));
        this.ownTimer = ownTimer;
    }

    /** @param builder all but the timer, which is set here */
    static UnfinalizedResources of(Builder builder) {
        return new UnfinalizedResources(builder, new Timer());
    }

    @Override
    public Future<Boolean> shutdown(long quietPeriod, long timeout, TimeUnit unit) {
        // Lettuce leaves a timer alone that it was given.
        ownTimer.stop();
        return super.shutdown(quietPeriod, timeout, unit);
    }

    /** Does nothing, by which the JVM knows that there is nothing to finalize. */
    @Override
    @SuppressWarnings("deprecation")
    protected void finalize() {}

    private static final class Timer extends HashedWheelTimer {

        Timer() {
            super(new DefaultThreadFactory("lettuce-timer", true));
        }

        /** As above. */
        @Override
        @SuppressWarnings("deprecation")
        protected void finalize() {}
    }
}
