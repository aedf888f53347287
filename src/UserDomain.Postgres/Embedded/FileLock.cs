namespace UserDomain.Postgres.Embedded;

/// <summary>
/// A lock that the kernel holds for this process (flock) and lets go however the process ends, kill -9 included.
/// The file is opened close-on-exec, so that no child, least of all the server, keeps the lock alive.
/// </summary>
internal sealed class FileLock : IDisposable
{
    private const int WouldBlock = 11; // EWOULDBLOCK

    private readonly FileStream file;

    private FileLock(FileStream file) => this.file = file;

    /// <summary>The lock, or null where another holds it.</summary>
    public static FileLock? TryTake(string path)
    {
        try
        {
            return new(new FileStream(path, new FileStreamOptions
            {
                Mode = FileMode.OpenOrCreate,
                Access = FileAccess.ReadWrite,
                Share = FileShare.None, // this is what takes the flock
                UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            }));
        }
        catch (IOException e) when (e.HResult == WouldBlock)
        {
            return null;
        }
    }

    public static bool IsHeld(string path)
    {
        using var mine = TryTake(path);
        return mine is null;
    }

    public void Dispose() => file.Dispose();
}
