package io.tradebars.benchmark;

import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.config.Configurator;

/**
 * A JVM in which an engine runs. It is told {@link Order what} on standard input, answers with a {@link Run} on standard output, and ends
 * by itself when its parent does.
 */
final class EngineProcess {

    /** The same for all engines: options of the JVM. */
    private static final List<String> JVM = List.of(
            "-Dlog4j2.configurationFile=io/tradebars/log4j2-test.properties",
            // One for all class loaders, Flink's for its RPC among them, or what main sets isn't heard there.
            "-Dlog4j2.contextSelector=org.apache.logging.log4j.core.selector.BasicContextSelector");

    /** A JVM is warm when its compilers took less than this part of one processor in a run. */
    private static final double MOST_COMPILED = 0.5;

    /** It counts as warm then at the latest, but not before it has made the bars once. */
    private static final int MOST_WARM_UP_SECONDS = 25;

    /** So many runs of a warm JVM are measured. */
    private static final int WARM_RUNS = 3;

    /** How long an order may take. */
    private static final int MINUTES = 5;

    private EngineProcess() {}

    /**
     * What to do.
     *
     * @param warm whether several runs are measured when its JVM is warm; else one, at once
     * @param heapMegabytes how large the heap may become, and is from the start in a warm JVM
     */
    record Order(Engine.Kind engine, Engine.Task task, boolean warm, int heapMegabytes) implements Serializable {}

    /**
     * What came of it.
     *
     * @param measurements of the runs that count, in their order
     * @param bars the file with the bars of the last
     */
    record Run(List<Meter.Measurement> measurements, String bars) implements Serializable {}

    /** Runs a JVM for the order. */
    static Run execute(Order order) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith("--add-opens"))
                .forEach(command::add);
        command.addAll(JVM);
        command.add("-Xmx" + order.heapMegabytes() + "m");
        if (order.warm()) {
            // All of the heap from the start, as a TaskManager has it: on a virtual machine fresh pages are dear.
            command.add("-Xms" + order.heapMegabytes() + "m");
        }
        command.add("-Djava.io.tmpdir=" + order.task().folder());
        command.addAll(List.of("-classpath", System.getProperty("java.class.path"), EngineProcess.class.getName()));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        CompletableFuture.delayedExecutor(MINUTES, TimeUnit.MINUTES).execute(process::destroyForcibly);
        try (ObjectOutputStream orders = new ObjectOutputStream(process.getOutputStream())) {
            orders.writeObject(order);
            orders.flush();
            return answer(process);
        } catch (IOException | ClassNotFoundException e) {
            throw new IOException(
                    order.engine().title() + " gave no result on "
                            + order.task().load().name(),
                    e);
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    private static Run answer(Process process) throws IOException, ClassNotFoundException {
        try (ObjectInputStream results = new ObjectInputStream(process.getInputStream())) {
            return (Run) results.readObject();
        }
    }

    /** The other side; takes no arguments. */
    public static void main(String[] arguments) throws Exception {
        ObjectOutputStream results = new ObjectOutputStream(System.out);
        System.setOut(System.err);
        // A job that ends in the middle of a checkpoint makes it complain; a job that fails says so itself.
        Configurator.setLevel("org.apache.flink.runtime.rpc.pekko", Level.OFF);
        int status = 1;
        try {
            Order order = (Order) new ObjectInputStream(System.in).readObject();
            endWith(System.in);
            results.writeObject(run(order));
            results.flush();
            status = 0;
        } catch (Throwable e) {
            e.printStackTrace();
        }
        // Whatever the engine has left behind goes with this JVM.
        Runtime.getRuntime().halt(status);
    }

    private static Run run(Order order) throws Exception {
        Meter.watch();
        List<Meter.Measurement> measurements = new ArrayList<>();
        if (order.warm()) {
            measurements.add(warmUp(order));
        }
        int runs = order.warm() ? WARM_RUNS : 1;
        while (measurements.size() < runs) {
            measurements.add(order.engine().measure(order.task()));
        }
        Path bars = Path.of(order.task().folder(), "bars");
        CollectedBars.writeTo(bars);
        return new Run(measurements, bars.toString());
    }

    /** Runs it again and again, until the compilers, which share the processors with what they compile, have less to do; the last run. */
    private static Meter.Measurement warmUp(Order order) throws Exception {
        CompilationMXBean compilers = ManagementFactory.getCompilationMXBean();
        long endNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(MOST_WARM_UP_SECONDS);
        order.engine().measure(order.task());
        while (true) {
            long startNanos = System.nanoTime();
            long startMillis = compilers.getTotalCompilationTime();
            Meter.Measurement last = order.engine().measure(order.task());
            long now = System.nanoTime();
            long compiledNanos = TimeUnit.MILLISECONDS.toNanos(compilers.getTotalCompilationTime() - startMillis);
            if (compiledNanos < MOST_COMPILED * (now - startNanos) || now > endNanos) {
                return last;
            }
        }
    }

    /** Ends this JVM when the other end of the stream is closed: its parent has gone. */
    private static void endWith(InputStream parent) {
        Thread watcher = new Thread(
                () -> {
                    try {
                        while (parent.read() >= 0) {}
                    } catch (IOException e) {
                        // Gone as well.
                    }
                    Runtime.getRuntime().halt(1);
                },
                "parent-watcher");
        watcher.setDaemon(true);
        watcher.start();
    }
}
