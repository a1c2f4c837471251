using Enarx;
using Enarx.Attestation;

namespace EnarxPS.Binding;

/// <summary>Writes endorsements where a user wants to have them. Files appear whole or not at all.</summary>
internal static class EndorsementDestination
{
    private const int DigestDigits = 16;

    /// <summary>Writes one file an endorsement into a folder. One that is there already is left as it is.</summary>
    /// <returns>The path of each, in the order of the endorsements.</returns>
    /// <exception cref="KeepException">FileUnwritable.</exception>
    public static IReadOnlyList<string> WriteFolder(string folder, IReadOnlyList<Endorsement> endorsements) => Guarded(folder, () =>
    {
        Directory.CreateDirectory(folder);
        var paths = new List<string>();
        foreach (Endorsement endorsement in endorsements)
        {
            string path = Path.Combine(folder, NameOf(endorsement));
            // The digest is in the name; what has the right length and name is the same.
            if (new FileInfo(path) is not { Exists: true } there || there.Length != endorsement.Content.Length)
                Replace(path, endorsement.Content);
            paths.Add(path);
        }

        return (IReadOnlyList<string>)paths;
    });

    /// <summary>Writes a bundle.</summary>
    /// <exception cref="KeepException">FileUnwritable.</exception>
    public static void WriteBundle(string path, IReadOnlyList<Endorsement> endorsements) => Guarded(path, () =>
    {
        Replace(path, EndorsementBundle.Write(endorsements));
        return true;
    });

    private static string NameOf(Endorsement endorsement)
    {
        string kind = new([.. endorsement.Kind.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-')]);
        string extension = endorsement.Content is [(byte)'{', ..] ? "json" : endorsement.Kind == "CRL" ? "crl" : "der";
        return $"{kind}-{endorsement.Sha256.ToString()[..DigestDigits]}.{extension}";
    }

    private static void Replace(string path, byte[] content)
    {
        string temporary = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            File.WriteAllBytes(temporary, content);
            File.Move(temporary, path, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    private static T Guarded<T>(string path, Func<T> write)
    {
        try
        {
            return write();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new KeepException(KeepErrorId.FileUnwritable, $"'{path}' cannot be written: {e.Message}", e);
        }
    }
}
