using System.Globalization;
using System.Text.Json;
using Enarx.Attestation;

namespace Enarx.Corpus;

/// <summary>Vectors of launch digests: every one must compute.</summary>
internal static class LaunchVectors
{
    /// <summary>Judges a case.</summary>
    public static CaseResult Judge(CorpusCase one)
    {
        using JsonDocument vectors = JsonDocument.Parse(one.File("vectors"));
        string[] wrong = [.. vectors.RootElement.EnumerateArray().Where(vector => !Computes(one, vector)).Select(vector => Text(vector, "name")!)];
        return new CaseResult(one.IsValid == (wrong.Length == 0), wrong.Length == 0 ? $"{vectors.RootElement.GetArrayLength()} vectors compute" : $"other digests: {string.Join(", ", wrong)}");
    }

    private static bool Computes(CorpusCase one, JsonElement vector)
    {
        string file = Text(vector, "ovmf")!, role = one.Roles.Single(role => role.StartsWith("ovmf", StringComparison.Ordinal)
            && file.Contains(role["ovmf_".Length..], StringComparison.OrdinalIgnoreCase));
        var launch = new MachineLaunch
        {
            Firmware = FirmwareImage.Read(one.File(role)),
            Monitor = Enum.Parse<MachineMonitor>(Text(vector, "vmm")!, ignoreCase: true),
            Processors = vector.GetProperty("vcpus").GetInt32(),
            ProcessorSignature = Number(vector, "vcpu_sig"),
            Features = Number(vector, "guest_features"),
            // Kernel and initial RAM disk of every vector are empty files.
            KernelHashTable = Text(vector, "append") is { } commandLine ? SevKernelHashes.Table([], [], commandLine) : null,
        };
        byte[] digest = Text(vector, "mode") switch
        {
            "SEV_SNP" => launch.SnpMeasurement(),
            "SEV_ES" => launch.SevEsDigest(),
            "SEV" => launch.SevDigest(),
            var other => throw new FormatException($"there is no launch of mode {other}."),
        };
        return Convert.ToHexStringLower(digest) == Text(vector, "launch_digest");
    }

    private static uint Number(JsonElement vector, string name) => uint.Parse(Text(vector, name)!.AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    private static string? Text(JsonElement vector, string name) => vector.GetProperty(name).GetString();
}
