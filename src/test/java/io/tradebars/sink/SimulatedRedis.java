package io.tradebars.sink;

import io.tradebars.bars.BarKey;
import io.tradebars.redis.CommandOutcome;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** A pipeline to a Redis that does as it is told, on the clock of a {@link SimulatedTask}; by default it answers after 1 ms. */
final class SimulatedRedis implements BarPipeline {

    /** One request that was seen. */
    record Request(long atMillis, List<BarCommand> commands) {
        List<Long> revisions() {
            return commands.stream().map(BarCommand::revision).toList();
        }
    }

    /** What happens to a request. */
    interface Behaviour {
        void handle(List<BarCommand> batch, CompletableFuture<List<Reply>> answer);
    }

    static final Duration CALL_TIMEOUT = Duration.ofSeconds(30);

    final List<Request> requests = new ArrayList<>();
    final Map<BarKey, BarCommand> stored = new HashMap<>();
    /** Every change of a stored bar, in order. */
    final List<BarCommand> writes = new ArrayList<>();

    private final SimulatedTask task;
    private final Deque<Behaviour> next = new ArrayDeque<>();
    private Behaviour otherwise;

    SimulatedRedis(SimulatedTask task) {
        this.task = task;
        this.otherwise = answers();
    }

    SimulatedRedis then(Behaviour behaviour) {
        next.add(behaviour);
        return this;
    }

    SimulatedRedis otherwise(Behaviour behaviour) {
        otherwise = behaviour;
        return this;
    }

    /** Executes and answers. */
    Behaviour answers() {
        return answersAfter(1);
    }

    Behaviour answersAfter(long millis) {
        return (batch, answer) -> task.after(
                millis, () -> answer.complete(batch.stream().map(this::execute).toList()));
    }

    /** Answers each command by a rule; what the rule calls done is executed. */
    Behaviour answersBy(Function<BarCommand, CommandOutcome> rule) {
        return (batch, answer) -> task.after(1, () -> {
            List<Reply> replies = new ArrayList<>();
            for (BarCommand command : batch) {
                CommandOutcome outcome = rule.apply(command);
                replies.add(outcome instanceof CommandOutcome.Done ? execute(command) : new Reply(outcome, false));
            }
            answer.complete(replies);
        });
    }

    /** Fails each command in the same way and executes none. */
    Behaviour fails(CommandOutcome outcome) {
        return answersBy(command -> outcome);
    }

    Behaviour fails(String word) {
        return fails(new CommandOutcome.Transient(word, null));
    }

    /** Lets the client give up after its call timeout, and executes after so many milliseconds. */
    Behaviour timesOutButExecutesAfter(long millis) {
        return (batch, answer) -> {
            task.after(millis, () -> batch.forEach(this::execute));
            task.after(
                    CALL_TIMEOUT.toMillis(),
                    () -> answer.complete(batch.stream()
                            .map(command -> new Reply(new CommandOutcome.Transient("timeout", null), false))
                            .toList()));
        };
    }

    Behaviour neverAnswers() {
        return (batch, answer) -> {};
    }

    @Override
    public CompletableFuture<List<Reply>> send(List<BarCommand> batch) {
        requests.add(new Request(task.elapsed(), batch));
        CompletableFuture<List<Reply>> answer = new CompletableFuture<>();
        Behaviour behaviour = next.poll();
        (behaviour == null ? otherwise : behaviour).handle(batch, answer);
        return answer;
    }

    private Reply execute(BarCommand command) {
        BarCommand old = stored.get(command.key());
        boolean written = old == null || command.revision() >= old.revision();
        if (written) {
            stored.put(command.key(), command);
            writes.add(command);
        }
        return new Reply(new CommandOutcome.Done(), written);
    }
}
