using System.Diagnostics;
using Enarx.Host;
using Enarx.Protocol;

namespace Enarx.Keepmgr.Keeps;

/// <summary>Ends keeps that do not end by themselves, and clears away what dead ones left.</summary>
internal static class DeadKeep
{
    /// <summary>Deletes a keep's folder if its loader is proven dead.</summary>
    /// <returns>False when the loader lives: its lock is held.</returns>
    public static bool Clear(string directory)
    {
        if (!Directory.Exists(directory))
            return true;
        try
        {
            using FileStream? proof = LockFile.TryTake(LocalPlaces.LoaderLock(directory));
            if (proof is null)
                return false;
            Directory.Delete(directory, recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
            // The loader deleted it itself, just now.
        }

        return true;
    }

    /// <summary>
    /// Kills a loader that is deaf to requests. Its lock is still held, so the process with this id is still that
    /// loader and not a later one.
    /// </summary>
    public static void Kill(int processId)
    {
        if (processId <= 1)
            return;
        try
        {
            using Process process = Process.GetProcessById(processId);
            if (process.ProcessName == "keepldr")
                process.Kill();
        }
        catch (ArgumentException)
        {
            // It has just ended.
        }
    }
}
