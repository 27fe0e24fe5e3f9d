package io.tradebars.local;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** {@code mvn -q package -DskipTests exec:exec@soak}: a {@link Soak}, whose week takes some minutes. */
final class SoakProgram {

    private SoakProgram() {}

    /**
     * Exit status: 0 if all is flat and each bar exact, 1 if not, 2 if it cannot run here.
     *
     * @param arguments minutes
     */
    public static void main(String[] arguments) throws Exception {
        double minutes = Double.parseDouble(arguments[0]);
        if (!Files.exists(ClusterBench.JAR)) {
            System.err.println(ClusterBench.JAR + " is not there, and the cluster runs it: mvn -q package -DskipTests");
            System.exit(2);
        }
        if (!Files.exists(Path.of("/proc/self/fd"))) {
            System.err.println("/proc/self/fd is not there: what processes use is read from Linux's /proc");
            System.exit(2);
        }
        TemporaryFolder folder = new TemporaryFolder();
        boolean isGood = false;
        try (Soak soak = new Soak(folder.path())) {
            Soak.Outcome outcome = soak.run(Duration.ofMillis((long) (minutes * 60_000)));
            System.out.println(outcome.text());
            outcome.wrongs().forEach(System.out::println);
            isGood = outcome.isGood();
        } catch (Exception e) {
            e.printStackTrace();
        }
        if (isGood) {
            folder.close();
        } else {
            System.out.println("FAILED (its files: " + folder.path() + ")");
        }
        System.exit(isGood ? 0 : 1);
    }
}
