package ebsbackup.conformance.mutants;

import java.util.Map;

/** One change of what is deployed, or of a class. */
sealed interface Mutant permits DeployedMutant, ClassMutant {
  /** The name, which the list of reviewed mutants uses. */
  String name();

  /** The row of the summary that counts it: a file, or a package. */
  String row();

  /** What it has in common with others, and how much that says about the test that kills it. */
  Map<String, Integer> likeness();
}
