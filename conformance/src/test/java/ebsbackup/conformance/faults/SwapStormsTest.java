package ebsbackup.conformance.faults;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Takes as long as the storms of all other workflows. */
class SwapStormsTest extends StormsOnTheWire {
  @TestFactory
  Stream<DynamicTest> swap() {
    return storms(SwapStory::new);
  }
}
