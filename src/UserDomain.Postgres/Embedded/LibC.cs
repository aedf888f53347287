using System.Runtime.InteropServices;
using System.Text;

namespace UserDomain.Postgres.Embedded;

/// <summary>The few calls of the C library that .NET has no word for.</summary>
internal static partial class LibC
{
    public const int Interrupt = 2; // to a postmaster: fast stop, clients are cut off, a checkpoint is written
    public const int Kill = 9;

    private const int LongestPath = 4096;

    public static void Send(int process, int signal) => _ = SendSignal(process, signal);

    /// <summary>The path without symbolic links, as the kernel names it.</summary>
    public static string RealPath(string path)
    {
        var resolved = new byte[LongestPath + 1];
        return Resolve(path, resolved) == 0
            ? throw new IOException($"{path}: {Marshal.GetLastPInvokeErrorMessage()}.")
            : Encoding.UTF8.GetString(resolved.AsSpan(0, Array.IndexOf(resolved, (byte)0)));
    }

    /// <summary>
    /// Makes a file or folder, or a symbolic link itself, belong to a user and a group; fails for what is not ours to give.
    /// </summary>
    public static void Give(string path, uint user, uint group)
    {
        if (ChangeOwner(path, user, group) != 0)
            throw new IOException($"{path}: {Marshal.GetLastPInvokeErrorMessage()}.");
    }

    [LibraryImport("libc", EntryPoint = "geteuid")]
    public static partial uint CurrentUser();

    [LibraryImport("libc", EntryPoint = "getegid")]
    public static partial uint CurrentGroup();

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int SendSignal(int process, int signal);

    [LibraryImport("libc", EntryPoint = "lchown", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int ChangeOwner(string path, uint user, uint group);

    [LibraryImport("libc", EntryPoint = "realpath", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint Resolve(string path, [Out] byte[] resolved);
}
