namespace Enarx.Protocol.Tests;

/// <summary>The project's folder, from where the tests run.</summary>
internal static class Project
{
    /// <summary>A path in it.</summary>
    public static string Path(params string[] parts)
    {
        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(directory.FullName, "EnarxPS.psd1")))
                return System.IO.Path.Combine([directory.FullName, .. parts]);
        }

        throw new DirectoryNotFoundException("The tests do not run inside of the project's folder.");
    }
}
