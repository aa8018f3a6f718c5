package ebsbackup.conformance.mutants;

import java.util.Map;
import org.pitest.classinfo.ClassByteArraySource;
import org.pitest.mutationtest.engine.Mutater;
import org.pitest.mutationtest.engine.MutationDetails;

/**
 * One change of a compiled class, by Pitest.
 *
 * @param classes the classes without changes
 */
record ClassMutant(MutationDetails details, Mutater mutater, ClassByteArraySource classes)
    implements Mutant {
  String className() {
    return details.getClassName().asJavaName();
  }

  /** The class without the change. */
  byte[] original() {
    return classes.getBytes(className()).orElseThrow();
  }

  /** The class with the change. */
  byte[] bytes() {
    return mutater.getMutation(details.getId()).getBytes();
  }

  /** The line that it changes; its tests are those that run this line. */
  Line line() {
    return new Line(className(), details.getMethod(), details.getLineNumber());
  }

  /** A line of a method; a lambda on a line is a method of its own. */
  record Line(String className, String method, int number) {}

  @Override
  public String name() {
    return "%s.%s:%d %s"
        .formatted(
            className(), details.getMethod(), details.getLineNumber(), details.getDescription());
  }

  @Override
  public String row() {
    return details.getClassName().getPackage().asJavaName();
  }

  @Override
  public Map<String, Integer> likeness() {
    String method = className() + "." + details.getMethod();
    return Map.of(className(), 1, method, 20, method + ":" + details.getLineNumber(), 40);
  }
}
