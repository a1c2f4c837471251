using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Enarx.Corpus;

/// <summary>Tokens of Arm's roots of trust. What has a file as <c>cpak</c>, <c>key</c> or <c>ta</c> is what the caller trusts.</summary>
internal static class ArmCases
{
    /// <summary>Judges a case.</summary>
    public static CaseResult Judge(CorpusCase one, Tee tee, string keyRole)
    {
        var evidence = new KeepEvidence
        {
            Tee = tee,
            Report = one.File("token"),
            Endorsements = [.. one.Files(keyRole, "ta", "rv", "corim", "corim_platform", "corim_realm")],
        };
        Sha256Digest[] trusted = [.. one.Files(keyRole).Select(KeyDigest), .. one.Files("ta").SelectMany(AnchorDigests)];
        return CaseJudge.Appraise(one, evidence, new KeepPolicy { TrustedRoot = trusted });
    }

    private static Sha256Digest KeyDigest(byte[] key) => Sha256Digest.FromBytes(SHA256.HashData(
        key[0] == 0x30 ? key : key[0] == '{' ? Info(JsonDocument.Parse(key).RootElement) : Convert.FromBase64String(Body(Encoding.ASCII.GetString(key)))));

    private static string Body(string pem) => pem[PemEncoding.Find(pem).Base64Data];

    private static IEnumerable<Sha256Digest> AnchorDigests(byte[] anchors)
    {
        foreach (JsonElement anchor in JsonDocument.Parse(anchors).RootElement.EnumerateArray())
            yield return Sha256Digest.FromBytes(SHA256.HashData(Info(anchor.GetProperty("pkey"))));
    }

    // Without importing the key: a point that is not on its curve is a case's point.
    private static byte[] Info(JsonElement key)
    {
        string prefix = key.GetProperty("crv").GetString() switch
        {
            "P-256" => "3059301306072a8648ce3d020106082a8648ce3d03010703420004",
            "P-384" => "3076301006072a8648ce3d020106052b8104002203620004",
            _ => "30819b301006072a8648ce3d020106052b810400230381860004",
        };
        byte[] Coordinate(string name) => System.Buffers.Text.Base64Url.DecodeFromChars(key.GetProperty(name).GetString());
        return [.. Convert.FromHexString(prefix), .. Coordinate("x"), .. Coordinate("y")];
    }
}
