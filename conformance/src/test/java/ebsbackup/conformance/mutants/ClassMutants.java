package ebsbackup.conformance.mutants;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.pitest.bytecode.analysis.ClassTree;
import org.pitest.classinfo.ClassByteArraySource;
import org.pitest.classinfo.ClassName;
import org.pitest.classpath.ClassFilter;
import org.pitest.classpath.ClassPath;
import org.pitest.classpath.ClassloaderByteArraySource;
import org.pitest.classpath.CodeSource;
import org.pitest.classpath.DefaultCodeSource;
import org.pitest.classpath.PathFilter;
import org.pitest.classpath.ProjectClassPaths;
import org.pitest.mutationtest.build.CompoundInterceptorFactory;
import org.pitest.mutationtest.build.MutationInterceptor;
import org.pitest.mutationtest.config.PluginServices;
import org.pitest.mutationtest.config.ReportOptions;
import org.pitest.mutationtest.engine.Mutater;
import org.pitest.mutationtest.engine.gregor.GregorMutationEngine;
import org.pitest.mutationtest.engine.gregor.MethodMutatorFactory;
import org.pitest.mutationtest.engine.gregor.config.DefaultMutationEngineConfiguration;
import org.pitest.mutationtest.engine.gregor.config.Mutator;

/**
 * The changes of compiled classes that Pitest makes, without those that make no difference, and our
 * own.
 */
final class ClassMutants {
  private ClassMutants() {}

  /** Whether a class is one of ours. */
  static boolean isOurs(String internalName) {
    return internalName.startsWith("ebsbackup/") || internalName.startsWith("embeddedcloud/");
  }

  /**
   * The mutants, in the same order in every JVM.
   *
   * @param classes the folder with the compiled classes
   * @param own changes of our own, in addition to Pitest's {@code mutators}
   * @param chosen whether the class with this name is changed
   */
  static List<Mutant> of(
      Path classes, List<String> mutators, List<OwnMutator> own, Predicate<String> chosen) {
    ClassByteArraySource bytes = ClassloaderByteArraySource.fromContext();
    List<MethodMutatorFactory> all = new ArrayList<>(Mutator.fromStrings(mutators));
    all.addAll(own);
    Mutater mutater =
        new GregorMutationEngine(new DefaultMutationEngineConfiguration(method -> true, all))
            .createMutator(bytes);
    CodeSource code =
        new DefaultCodeSource(
            new ProjectClassPaths(
                new ClassPath(List.of(classes.toFile())),
                new ClassFilter(name -> false, chosen),
                new PathFilter(root -> true, root -> false)));
    ReportOptions options = new ReportOptions();
    options.setLoggingClasses(List.of("com.amazonaws.services.lambda.runtime"));
    // Pitest's own filters, such as those for the code that a compiler adds to a record or a try.
    MutationInterceptor filters =
        new CompoundInterceptorFactory(
                List.of(), PluginServices.makeForContextLoader().findInterceptors())
            .createInterceptor(options, null, bytes, null, code);
    filters.initialise(code);
    List<Mutant> mutants = new ArrayList<>();
    for (ClassName name : new TreeSet<>(code.getCodeUnderTestNames())) {
      filters.begin(ClassTree.fromBytes(bytes.getBytes(name.asJavaName()).orElseThrow()));
      filters.intercept(mutater.findMutations(name), mutater).stream()
          // The compiler adds these calls.
          .filter(details -> !details.getDescription().contains("Objects::requireNonNull"))
          .map(details -> new ClassMutant(details, mutater, bytes))
          .forEach(mutants::add);
      filters.end();
    }
    return mutants;
  }
}
