using System.Runtime.InteropServices;
using Enarx.Attestation;

namespace Enarx.Keepmgr;

/// <summary>What this host could do, check by check. A host's word: it helps to set a host up and proves nothing.</summary>
internal static class PlatformProbe
{
    /// <summary>Name of the backend that runs a keep as a sandboxed process.</summary>
    public const string ProcessBackend = "process";

    /// <summary>Name of the backend that would run a keep as a virtual machine.</summary>
    private const string VirtualMachineBackend = "kvm";

    private const string SnpParameter = "/sys/module/kvm_amd/parameters/sev_snp";

    /// <summary>Every kind of keep that this release knows.</summary>
    public static IReadOnlyList<KeepPlatform> All(int capacity) => [.. Simulator.Kinds.Select(kind => kind.Tee).Distinct().Select(tee => Simulated(tee, capacity)), HardwareSnp()];

    private static KeepPlatform Simulated(Tee tee, int capacity)
    {
        PlatformCheck[] checks =
        [
            new("Linux", OperatingSystem.IsLinux(), RuntimeInformation.OSDescription, OperatingSystem.IsLinux() ? null : "Keeps run on Linux hosts."),
            File("wasmldr beside keepmgr", Path.Combine(AppContext.BaseDirectory, "wasmldr"), "Install the host programs together, in one folder."),
            new("room for another keep", capacity > 0, $"{capacity} more", capacity > 0 ? null : "Remove keeps that are not needed."),
        ];
        return Platform(tee, ProcessBackend, simulated: true, checks);
    }

    private static KeepPlatform HardwareSnp()
    {
        string? vendor = ReadLine("/proc/cpuinfo", "vendor_id");
        string? parameter = ReadFirstLine(SnpParameter);
        PlatformCheck[] checks =
        [
            new("AMD processor", vendor == "AuthenticAMD", vendor ?? "unknown", vendor == "AuthenticAMD" ? null : "SEV-SNP is a feature of AMD EPYC processors from 7003 (Milan) on."),
            new("SEV-SNP enabled in KVM", parameter is "Y" or "1", parameter is null ? $"{SnpParameter} is absent" : $"{SnpParameter} is {parameter}", parameter is "Y" or "1" ? null : "Enable SEV-SNP in the firmware setup and load kvm_amd with sev_snp=1 (Linux 6.11 or later)."),
            Device("/dev/kvm"),
            Device("/dev/sev"),
            // Nothing in this release starts a virtual machine, so no host offers one, whatever its hardware can do.
            new("backend in this release", false, "the kvm backend is not part of this release", "Use -Simulate SevSnp, or appraise evidence of other systems."),
        ];
        return Platform(Tee.SevSnp, VirtualMachineBackend, simulated: false, checks);
    }

    private static KeepPlatform Platform(Tee tee, string backend, bool simulated, PlatformCheck[] checks) => new()
    {
        Tee = tee,
        Backend = backend,
        IsSimulated = simulated,
        IsAvailable = checks.All(check => check.Passed),
        Checks = checks,
    };

    private static PlatformCheck Device(string path)
    {
        try
        {
            using FileStream device = System.IO.File.Open(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
            return new PlatformCheck(path, true, "readable and writable", null);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new PlatformCheck(path, false, e is FileNotFoundException or DirectoryNotFoundException ? "absent" : e.Message, $"Give keepmgr's user access to {path}, on a host that has it.");
        }
    }

    private static PlatformCheck File(string name, string path, string advice)
    {
        bool there = System.IO.File.Exists(path);
        return new PlatformCheck(name, there, there ? path : $"{path} is absent", there ? null : advice);
    }

    private static string? ReadLine(string path, string key)
    {
        try
        {
            return System.IO.File.ReadLines(path).FirstOrDefault(line => line.StartsWith(key, StringComparison.Ordinal))?.Split(':', 2)[^1].Trim();
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static string? ReadFirstLine(string path)
    {
        try
        {
            return System.IO.File.ReadLines(path).FirstOrDefault()?.Trim();
        }
        catch (IOException)
        {
            return null;
        }
    }
}
