package io.tradebars.local;

import java.nio.file.Files;
import java.time.Duration;

/** {@code mvn -q package -DskipTests exec:exec@faults}: a {@link FaultRun} of some minutes, with the seed that is given or else one of the clock's. */
final class FaultProgram {

    private static final int MOST_WRONGS_TOLD = 20;

    private FaultProgram() {}

    /**
     * Exit status: 0 if all that must hold held, 1 if not.
     *
     * @param arguments the seed, {@code random} for any; minutes
     */
    public static void main(String[] arguments) throws Exception {
        long seed = arguments[0].equals("random") ? System.nanoTime() : Long.parseLong(arguments[0]);
        double minutes = Double.parseDouble(arguments[1]);
        if (!Files.exists(ClusterBench.JAR)) {
            System.err.println(ClusterBench.JAR + " is not there, and the cluster runs it: mvn -q package -DskipTests");
            System.exit(2);
        }
        System.out.println("seed " + seed + ", " + minutes + " min");
        TemporaryFolder folder = new TemporaryFolder();
        boolean held = false;
        try (FaultRun run = new FaultRun(folder.path(), seed)) {
            FaultRun.Outcome outcome = run.run(Duration.ofMillis((long) (minutes * 60_000)), 1);
            System.out.println(outcome.text());
            outcome.wrongs().stream().limit(MOST_WRONGS_TOLD).forEach(System.out::println);
            held = outcome.wrongs().isEmpty();
        } catch (Exception e) {
            e.printStackTrace();
        }
        if (held) {
            folder.close();
        } else {
            System.out.println("FAILED; again: mvn -q package -DskipTests exec:exec@faults -Dseed=" + seed
                    + " -Dminutes=" + minutes + " (its files: " + folder.path() + ")");
        }
        System.exit(held ? 0 : 1);
    }
}
