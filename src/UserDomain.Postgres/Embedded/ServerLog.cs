namespace UserDomain.Postgres.Embedded;

/// <summary>The server's log: a new file every 10 MB or day, of which the newest are kept, so it is bounded.</summary>
internal static class ServerLog
{
    /// <summary>With the user: a server that goes on under another's, in the same second, could not open the earlier one's file.</summary>
    public static string FileName(ServerAccount account) => $"postgresql-%Y%m%d-%H%M%S-{account.UserId}.log";

    private const int FilesKept = 10;

    public static void Trim(DataFolder folder)
    {
        foreach (var file in NewestFirst(folder).Skip(FilesKept))
            File.Delete(file);
    }

    /// <summary>What the server said last: before it opened its log, and in it.</summary>
    public static string Tail(DataFolder folder)
    {
        try
        {
            string?[] files = [folder.StartLog, NewestFirst(folder).FirstOrDefault()];
            return string.Join(" | ", files.Where(File.Exists).Select(file => Command.Tail(Read(file!))));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return e.Message;
        }
    }

    private static string Read(string file)
    {
        using var reader = new StreamReader(new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
        return reader.ReadToEnd();
    }

    private static IEnumerable<string> NewestFirst(DataFolder folder) =>
        Directory.Exists(folder.Logs)
            ? Directory.EnumerateFiles(folder.Logs, "*.log").OrderByDescending(file => file, StringComparer.Ordinal)
            : [];
}
