using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using Enarx.Attestation;

namespace Enarx.Corpus;

/// <summary>Roots and intermediates of vendors: the roots are pinned by their keys, and no intermediate is.</summary>
internal static class TrustAnchorCases
{
    /// <summary>Judges a case.</summary>
    public static CaseResult Judge(CorpusCase one)
    {
        using JsonDocument facts = JsonDocument.Parse(one.File("facts"));
        List<string> wrong = [], unpinned = [];
        foreach (JsonElement anchor in facts.RootElement.GetProperty("x509").EnumerateArray())
        {
            string name = anchor.GetProperty("name").GetString()!;
            using X509Certificate2 certificate = X509Certificate2.CreateFromPem(Encoding.ASCII.GetString(one.File(name)));
            Sha256Digest key = Sha256Digest.FromBytes(SHA256.HashData(certificate.PublicKey.ExportSubjectPublicKeyInfo()));
            VendorRoot? pinned = VendorRoots.All.FirstOrDefault(root => root.KeyDigest == key);
            bool isRoot = anchor.GetProperty("self_signed").GetBoolean(), isPinned = pinned is not null;
            if (key.ToString() != anchor.GetProperty("sha256_spki").GetString() || (isPinned && !isRoot)
                || (isPinned && pinned!.CertificateDigest?.ToString() != Convert.ToHexStringLower(SHA256.HashData(certificate.RawData))))
                wrong.Add(name);
            else if (isRoot && !isPinned)
                unpinned.Add(name);
        }

        foreach (JsonElement anchor in facts.RootElement.GetProperty("sev_ca").EnumerateArray())
        {
            bool isRoot = anchor.GetProperty("key_id").GetString() == anchor.GetProperty("certifying_id").GetString();
            Sha256Digest key = Sha256Digest.Parse(anchor.GetProperty("sha256_spki").GetString()!);
            if (VendorRoots.All.Any(root => root.KeyDigest == key) != isRoot)
                wrong.Add(anchor.GetProperty("name").GetString()!);
        }

        return new CaseResult(wrong.Count == 0, wrong.Count > 0 ? $"pinned wrongly: {string.Join(", ", wrong)}"
            : unpinned.Count > 0 ? $"not in use, so not pinned: {string.Join(", ", unpinned)}" : "every root is pinned");
    }
}
