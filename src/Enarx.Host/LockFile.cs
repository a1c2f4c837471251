namespace Enarx.Host;

/// <summary>A file lock that the kernel releases when its holder ends, however it ends (flock(2)).</summary>
public static class LockFile
{
    /// <summary>Takes the lock.</summary>
    /// <returns>What holds it until disposed; null when another process holds it.</returns>
    public static FileStream? TryTake(string path)
    {
        try
        {
            // FileShare.None takes an exclusive flock on Unix.
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
        }
        catch (IOException e) when (e is not (DirectoryNotFoundException or PathTooLongException))
        {
            return null;
        }
    }
}
