package ebsbackup.conformance.mutants;

import org.pitest.mutationtest.engine.gregor.MethodMutatorFactory;

/** A change of our own, whose name is unique. */
interface OwnMutator extends MethodMutatorFactory {
  @Override
  default String getGloballyUniqueId() {
    return getName();
  }
}
