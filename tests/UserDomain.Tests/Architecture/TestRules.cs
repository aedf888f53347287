using UserDomain.Specs;

namespace UserDomain.Tests.Architecture;

/// <summary>Tests run beside each other on one server, and none of them reaches into another's database.</summary>
public sealed class TestRules
{
    private const string AllLocks = "pg" + "_locks";

    [Fact]
    public void Locks_are_asked_for_by_TestDatabase_which_keeps_those_of_other_tests_out() => Directory
        .EnumerateFiles(Path.Combine(Repository.Root, "tests"), "*.cs", SearchOption.AllDirectories)
        .Where(file => !file.Contains("UserDomain.Benchmarks", StringComparison.Ordinal) && File.ReadAllText(file).Contains(AllLocks, StringComparison.Ordinal))
        .Select(Path.GetFileName).Should().Equal("TestDatabase.cs");
}
