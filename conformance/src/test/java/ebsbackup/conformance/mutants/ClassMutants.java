package ebsbackup.conformance.mutants;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
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
import org.pitest.mutationtest.EngineArguments;
import org.pitest.mutationtest.build.CompoundInterceptorFactory;
import org.pitest.mutationtest.build.MutationInterceptor;
import org.pitest.mutationtest.config.PluginServices;
import org.pitest.mutationtest.config.ReportOptions;
import org.pitest.mutationtest.engine.Mutater;
import org.pitest.mutationtest.engine.gregor.config.GregorEngineFactory;

/** The changes that Pitest makes of compiled classes, without those that make no difference. */
final class ClassMutants {
  private final Path classes;
  private final Mutater mutater;
  private final ClassByteArraySource bytes = ClassloaderByteArraySource.fromContext();

  ClassMutants(Path classes, List<String> mutators) {
    this.classes = classes;
    mutater =
        new GregorEngineFactory()
            .createEngine(EngineArguments.arguments().withMutators(mutators))
            .createMutator(bytes);
  }

  /** The mutants of the classes whose names are chosen, in the same order in every JVM. */
  List<Mutant> of(Predicate<String> chosen) throws IOException {
    CodeSource code =
        new DefaultCodeSource(
            new ProjectClassPaths(
                new ClassPath(List.of(classes.toFile())),
                new ClassFilter(name -> false, name -> true),
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
    for (String name : names()) {
      if (chosen.test(name)) {
        ClassName ofClass = ClassName.fromString(name);
        filters.begin(ClassTree.fromBytes(original(name)));
        filters.intercept(mutater.findMutations(ofClass), mutater).stream()
            .map(ClassMutant::new)
            .forEach(mutants::add);
        filters.end();
      }
    }
    return mutants;
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.walk(classes)) {
      return files
          .map(file -> classes.relativize(file).toString())
          .filter(file -> file.endsWith(".class"))
          .map(file -> file.replace(".class", "").replace('/', '.'))
          .sorted()
          .toList();
    }
  }

  byte[] original(String className) {
    return bytes.getBytes(className).orElseThrow();
  }

  byte[] mutated(ClassMutant mutant) {
    return mutater.getMutation(mutant.details().getId()).getBytes();
  }
}
