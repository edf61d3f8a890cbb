import { expect, test } from "vitest";
import { pom } from "./maven.ts";

test("a project for Maven has nothing but what it depends on", () => {
  expect(pom(["a.b:c:2", "d:e:3"])).toBe(
    [
      '<project xmlns="http://maven.apache.org/POM/4.0.0">',
      "<modelVersion>4.0.0</modelVersion>",
      "<groupId>nudge</groupId><artifactId>toolchain</artifactId><version>1</version>" +
        "<packaging>pom</packaging>",
      "<dependencies>" +
        "<dependency><groupId>a.b</groupId><artifactId>c</artifactId><version>2</version>" +
        "</dependency>" +
        "<dependency><groupId>d</groupId><artifactId>e</artifactId><version>3</version>" +
        "</dependency>" +
        "</dependencies>",
      "</project>",
    ].join("\n"),
  );
});
