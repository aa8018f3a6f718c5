package embeddedcloud.states;

import embeddedcloud.time.VirtualClock;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import software.amazon.awssdk.services.sfn.model.HistoryEvent;

/** The objects that all executions of one {@link StateMachines} share. */
record Environment(
    VirtualClock clock,
    TaskRunner tasks,
    SdkCalls sdk,
    ExecutionStarter starter,
    RandomGenerator random,
    BiConsumer<Execution, HistoryEvent> onEvent,
    Consumer<Execution> onStatusChange) {}
