namespace Enarx.Attestation.Tests;

/// <summary>Where the project's files are.</summary>
internal static class Project
{
    /// <summary>Its root folder.</summary>
    public static string Root { get; } = Find();

    private static string Find()
    {
        DirectoryInfo folder = new(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "EnarxPS.psd1")))
            folder = folder.Parent ?? throw new DirectoryNotFoundException("The project is not above the tests.");
        return folder.FullName;
    }
}
