package io.tradebars.local;

/**
 * Where the packaged program begins: says which Java it needs where it is started with an older one. Compiled for Java 8, so that such a
 * one can run it, and knows the rest of the program by name only.
 */
public final class Launcher {

    private static final int NEEDED = 17;

    private Launcher() {}

    /** Starts the program, or ends the JVM with status 1 if it is too old for it. */
    public static void main(String[] args) throws Exception {
        String problem = problem(System.getProperty("java.specification.version"), System.getProperty("java.home"));
        if (problem != null) {
            System.err.println(problem);
            System.exit(1);
        }
        Class.forName("io.tradebars.local.LocalMain")
                .getMethod("main", String[].class)
                .invoke(null, (Object) args);
    }

    /**
     * What is wrong with a Java, and what to do; {@code null} if nothing is.
     *
     * @param version its {@code java.specification.version}: {@code 1.8}, {@code 11}
     * @param home where it lies
     */
    static String problem(String version, String home) {
        int number = Integer.parseInt(version.startsWith("1.") ? version.substring(2) : version);
        return number >= NEEDED
                ? null
                : "tradebars needs Java " + NEEDED + " or newer; this is Java " + number + " (" + home
                        + "). Start it with the java of a newer one, and see PATH and JAVA_HOME.";
    }
}
