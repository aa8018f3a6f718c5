package ebsbackup.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Counts say nothing about behaviour, so this test judges no mutants of the template. */
class CountsInPagesTest {
  @Test
  void numbersOfFunctionsAndRoles_areTheTemplates() throws IOException {
    Map<String, String> types =
        Map.of("function", "AWS::Serverless::Function", "role", "AWS::IAM::Role");
    List<Path> pages;
    try (Stream<Path> files = Files.walk(Cli.PROJECT.resolve("docs"))) {
      pages = files.filter(file -> file.toString().endsWith(".md")).toList();
    }
    for (String noun : types.keySet()) {
      long count =
          TemplatePagesTest.resources().values().stream()
              .filter(r -> TemplatePagesTest.at(r, "Type").equals(types.get(noun)))
              .count();
      Pattern number = Pattern.compile("(?<![\\d,])(\\d+) " + noun + "s\\b");
      List<String> said = new ArrayList<>();
      for (Path page : pages) {
        number.matcher(Files.readString(page)).results().forEach(m -> said.add(m.group(1)));
      }

      assertThat(said).as(noun).isNotEmpty().containsOnly(Long.toString(count));
    }
  }
}
