using System.Collections;
using Enarx;
using Enarx.Attestation;

namespace EnarxPS.Binding;

/// <summary>The addresses of services as an argument: <c>-EndorsementUri @{ Pccs = 'https://pccs.example' }</c>.</summary>
internal static class EndorsementAddresses
{
    /// <summary>Reads the table; services that it does not name keep their vendors' addresses.</summary>
    /// <exception cref="KeepException">A name is none, or an address cannot be used (EndorsementUriInvalid).</exception>
    public static EndorsementFetcherOptions Read(IDictionary? table)
    {
        var options = new EndorsementFetcherOptions();
        foreach (DictionaryEntry entry in table ?? new Hashtable())
        {
            string name = entry.Key.ToString() ?? "";
            if (!Uri.TryCreate(entry.Value?.ToString(), UriKind.Absolute, out Uri? address))
                throw new KeepException(KeepErrorId.EndorsementUriInvalid, $"The address of {name} is not one.");
            options = name.ToUpperInvariant() switch
            {
                "AMDKDS" => options with { AmdKds = address },
                "INTELPCS" => options with { IntelPcs = address },
                "INTELROOTCRL" => options with { IntelRootCrl = address },
                "PCCS" => options with { Pccs = address },
                _ => throw new KeepException(KeepErrorId.EndorsementUriInvalid, $"There is no service '{name}'; there are AmdKds, IntelPcs, IntelRootCrl and Pccs."),
            };
        }

        return options;
    }
}
