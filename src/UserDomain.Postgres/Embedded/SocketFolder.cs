using System.Buffers;
using System.Text;

namespace UserDomain.Postgres.Embedded;

/// <summary>
/// The folder of the server's socket: no TCP port, so no clash. Under the data directory; or, as the kernel takes 107 bytes, in a short
/// place.
/// </summary>
internal static class SocketFolder
{
    public const int Port = 5432; // part of the socket's name, no more

    private const int LongestSocketPath = 107;
    private const string ShortPlace = "/tmp";

    /// <summary>Characters that mean something in a list of hosts or of socket folders.</summary>
    private static readonly SearchValues<char> Unfit = SearchValues.Create(",:;\"'\\\n");

    public static string Of(DataFolder folder)
    {
        var near = Path.Combine(folder.Home, "run");
        var fits = Encoding.UTF8.GetByteCount(Socket(near)) <= LongestSocketPath && !near.AsSpan().ContainsAny(Unfit);
        return fits ? near : Path.Combine(ShortPlace, folder.ClusterName);
    }

    public static string Socket(string socketFolder) => Path.Combine(socketFolder, $".s.PGSQL.{Port}");

    /// <summary>Leaves nothing behind in a place that all share.</summary>
    public static void Remove(string socketFolder)
    {
        try
        {
            Directory.Delete(socketFolder);
        }
        catch (IOException)
        {
            // Gone already, or not empty as the server was killed: the next start sees to it.
        }
    }

    /// <summary>
    /// Made at each start, as a reboot empties the short place; anyone could have put a folder of that name there, so it is taken over
    /// or refused. Only while no server runs: what is left of an earlier one goes, or its process id, given to another by now, stops ours.
    /// </summary>
    public static void Prepare(string socketFolder, ServerAccount account)
    {
        try
        {
            DataFolder.MakeServers(socketFolder, account);
            File.Delete(Socket(socketFolder));
            File.Delete(Socket(socketFolder) + ".lock");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new EmbeddedPostgresException(
                $"The folder '{socketFolder}' for the server's socket belongs to somebody else or cannot be used: {e.Message}", e);
        }
    }
}
