using System.Diagnostics;
using System.Globalization;
using UserDomain.Postgres.Embedded;

namespace UserDomain.Postgres.Tests;

/// <summary>
/// Folders for the tests of this process, removed after its end with every server in them, by a watcher: a test runner gives its process
/// no time to clean up. They are named after the process, so that where the watcher died too a later run can prove it, and does the same.
/// </summary>
public static class TestFolder
{
    private const string CleanUp = """
        [ -z "$1" ] || tail -s 0.1 --pid="$1" -f /dev/null
        for process in /proc/[0-9]*; do
            case $(readlink "$process/cwd") in "$2"/*) kill -KILL "${process#/proc/}" ;; esac
        done
        for attempt in 1 2 3 4 5 6 7 8 9; do rm -rf "$2" && exit; sleep 0.2; done
        """;

    private const string Nowhere = "/dev/null";
    private static readonly string Shared = Path.Combine(Path.GetTempPath(), $"userdomain-tests-{Environment.UserName}");
    private static readonly Lazy<string> Mine = new(MakeMine);

    public static string New(string name = "data") =>
        Path.Combine(Directory.CreateDirectory(Path.Combine(Mine.Value, Path.GetRandomFileName())).FullName, name);

    private static string MakeMine()
    {
        Directory.CreateDirectory(Shared);
        foreach (var folder in Directory.EnumerateDirectories(Shared).Where(IsDead))
            CleanUpAfter(null, folder);
        var self = ServerProcess.Of(Environment.ProcessId)!;
        var mine = Directory.CreateDirectory(Path.Combine(Shared, $"{self.Id}-{self.StartedAt}")).FullName;
        CleanUpAfter(self.Id, mine);
        return mine;
    }

    private static bool IsDead(string folder) =>
        Path.GetFileName(folder).Split('-') is [var id, var startedAt]
        && int.TryParse(id, CultureInfo.InvariantCulture, out var number)
        && !new ServerProcess(number, startedAt).IsAlive;

    /// <summary>In a session of its own and a child of nobody here, so that what kills this process and its children spares it.</summary>
    private static void CleanUpAfter(int? process, string folder) =>
        Process.Start("setsid", ["--fork", "sh", "-c", $"exec >{Nowhere} 2>&1 <{Nowhere}\n{CleanUp}", "clean-up", $"{process}", folder]).Dispose();
}
