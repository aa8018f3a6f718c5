package ebsbackup;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import ebsbackup.aws.Wiring;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Dependencies point inward: handlers to decisions and adapters, nothing pure to an adapter. */
@AnalyzeClasses(packages = "ebsbackup", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
  private static final String[] VALUES = {
    "ebsbackup.report", "ebsbackup.failure", "ebsbackup.ebs", "ebsbackup.request"
  };
  private static final String[] DECISIONS = {
    "ebsbackup.blocks",
    "ebsbackup.manifest",
    "ebsbackup.retention",
    "ebsbackup.share",
    "ebsbackup.swap",
    "ebsbackup.targets"
  };
  private static final List<String> WORKFLOW_NAMES = packagesWithHandlers();
  private static final String[] WORKFLOWS =
      WORKFLOW_NAMES.stream().map(name -> "ebsbackup." + name).toArray(String[]::new);

  private static List<String> packagesWithHandlers() {
    try (Stream<Path> files = Files.walk(Path.of("src/main/java/ebsbackup"))) {
      return files
          .filter(file -> file.toString().endsWith("Handler.java"))
          .map(file -> file.getParent().getFileName().toString())
          .distinct()
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static final DescribedPredicate<JavaClass> IS_MADE_FROM_THE_WIRING =
      DescribedPredicate.describe(
          "are made from the wiring, or nested in a class that is",
          type -> isMadeFromTheWiring(type.getEnclosingClass().orElse(type)));

  private static boolean isMadeFromTheWiring(JavaClass type) {
    return type.getConstructors().stream()
        .anyMatch(
            constructor ->
                constructor.getRawParameterTypes().stream()
                    .anyMatch(p -> p.isEquivalentTo(Wiring.class)));
  }

  @ArchTest
  static final ArchRule onlyTheAdaptersKnowTheSdk =
      noClasses()
          .that()
          .resideOutsideOfPackage("ebsbackup.aws")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("software.amazon.awssdk..");

  @ArchTest
  static final ArchRule eachPackageUsesThoseBelowIt =
      layeredArchitecture()
          .consideringOnlyDependenciesInAnyPackage("ebsbackup..")
          .layer("values")
          .definedBy(VALUES)
          .layer("decisions")
          .definedBy(DECISIONS)
          .layer("adapters")
          .definedBy("ebsbackup.aws")
          .layer("edge")
          .definedBy("ebsbackup.json")
          .layer("workflows")
          .definedBy(WORKFLOWS)
          .whereLayer("workflows")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("edge")
          .mayOnlyBeAccessedByLayers("workflows")
          .whereLayer("adapters")
          .mayOnlyBeAccessedByLayers("workflows")
          .whereLayer("decisions")
          .mayOnlyBeAccessedByLayers("adapters", "workflows")
          .ensureAllClassesAreContainedInArchitecture();

  @ArchTest
  static final ArchRule packagesHaveNoCycles =
      slices().matching("ebsbackup.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule workflowsAreIndependent =
      slices()
          .matching("ebsbackup.(%s)..".formatted(String.join("|", WORKFLOW_NAMES)))
          .should()
          .notDependOnEachOther();

  /** Everything else in a workflow is pure: it gets values, not adapters. */
  @ArchTest
  static final ArchRule onlyClassesMadeFromTheWiringUseAdapters =
      noClasses()
          .that()
          .resideInAnyPackage(WORKFLOWS)
          .and(DescribedPredicate.not(IS_MADE_FROM_THE_WIRING))
          .should()
          .dependOnClassesThat()
          .resideInAPackage("ebsbackup.aws");

  @ArchTest
  static final ArchRule valuesAndDecisionsDependOnNothingElse =
      noClasses()
          .that()
          .resideInAnyPackage(VALUES)
          .or()
          .resideInAnyPackage(DECISIONS)
          .should()
          .dependOnClassesThat()
          .resideOutsideOfPackages("ebsbackup..", "java..");

  @ArchTest
  static final ArchRule gsonStaysInTheJsonPackage =
      noClasses()
          .that()
          .resideOutsideOfPackage("ebsbackup.json")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("com.google.gson..");

  @ArchTest
  static final ArchRule handlersAreNamedSo =
      classes().that().implement(RequestHandler.class).should().haveSimpleNameEndingWith("Handler");

  /** A resource can be an entry of a jar, which is not a file. */
  @ArchTest
  static final ArchRule resourcesAreReadAsStreams =
      noClasses()
          .should()
          .callMethod(Class.class, "getResource", String.class)
          .orShould()
          .callMethod(ClassLoader.class, "getResource", String.class);

  @ArchTest
  static final ArchRule nothingSleepsOrReadsTheSystemClock =
      noClasses()
          .that()
          .doNotHaveSimpleName("Wiring")
          .should()
          .callMethod(Thread.class, "sleep", long.class)
          .orShould()
          .callMethod(java.time.Instant.class, "now")
          .orShould()
          .callMethod(java.time.Clock.class, "systemUTC")
          .orShould()
          .callMethod(System.class, "currentTimeMillis");
}
