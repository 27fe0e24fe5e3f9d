package io.tradebars.redis;

import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The commands that a stateless request cannot carry, with the reason why; refusing them here is quicker and clearer than
 * what each server would say, and nothing half-works (upstash.com/docs/redis/features/restapi: no blocking commands, no
 * WATCH, of the connection commands PING and ECHO only).
 */
final class RefusedCommands {

    private static final Map<String, String> REASONS = Stream.of(
                    entries(
                            "it blocks; poll with its non-blocking form",
                            Set.of(
                                    "BLPOP",
                                    "BRPOP",
                                    "BRPOPLPUSH",
                                    "BLMOVE",
                                    "BLMOVEM",
                                    "BLMPOP",
                                    "BZPOPMIN",
                                    "BZPOPMAX",
                                    "BZMPOP",
                                    "WAIT",
                                    "WAITAOF")),
                    entries(
                            "each request may run on another connection of the server, so nothing can be watched; use a script",
                            Set.of("WATCH", "UNWATCH")),
                    entries("the token of the request authenticates it", Set.of("AUTH", "HELLO")),
                    entries(
                            "it speaks of the connection, and each request may run on another one",
                            Set.of("CLIENT", "RESET", "QUIT", "READONLY", "READWRITE", "ASKING", "CLUSTER", "HIMPORT")),
                    entries(
                            "a reply ends with its request, so nothing can be pushed",
                            Set.of(
                                    "SUBSCRIBE",
                                    "PSUBSCRIBE",
                                    "SSUBSCRIBE",
                                    "UNSUBSCRIBE",
                                    "PUNSUBSCRIBE",
                                    "SUNSUBSCRIBE",
                                    "MONITOR",
                                    "SYNC",
                                    "PSYNC",
                                    "REPLCONF")))
            .flatMap(Set::stream)
            .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));

    private RefusedCommands() {}

    private static Set<Map.Entry<String, String>> entries(String reason, Set<String> names) {
        return names.stream().map(name -> Map.entry(name, reason)).collect(Collectors.toSet());
    }

    /**
     * The error reply for a command that cannot be sent, or {@code null} if it can.
     *
     * @param command with its name in upper case
     */
    static String errorFor(RespCommand command) {
        String name = command.name();
        if (REASONS.containsKey(name)) {
            return error(name, REASONS.get(name));
        }
        if (name.equals("SELECT") && !(command.size() == 2 && command.text(1).equals("0"))) {
            return error("SELECT", "there is only database 0");
        }
        if ((name.equals("XREAD") || name.equals("XREADGROUP")) && hasBlockOption(command)) {
            return error(name + " with BLOCK", "it blocks; poll without BLOCK");
        }
        return null;
    }

    private static String error(String name, String reason) {
        return "ERR " + name + " is not available over HTTP: " + reason;
    }

    private static boolean hasBlockOption(RespCommand command) {
        // After STREAMS come keys, which may have any name.
        for (int i = 1; i < command.size() && !command.text(i).equalsIgnoreCase("STREAMS"); i++) {
            // XREADGROUP GROUP group consumer
            if (command.text(i).equalsIgnoreCase("GROUP")) {
                i += 2;
            } else if (command.text(i).equalsIgnoreCase("BLOCK")) {
                return true;
            }
        }
        return false;
    }
}
