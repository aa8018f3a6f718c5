package ebsbackup.conformance.mutants;

import org.pitest.mutationtest.engine.gregor.MethodMutatorFactory;
import org.pitest.mutationtest.engine.gregor.MutationContext;

/** A change of our own, whose name is unique. */
interface OwnMutator extends MethodMutatorFactory {
  @Override
  default String getGloballyUniqueId() {
    return getName();
  }

  /** Registers a change at the visited place, and returns whether it is the one to make. */
  default boolean isMade(MutationContext context, String change) {
    return context.shouldMutate(context.registerMutation(this, change));
  }
}
