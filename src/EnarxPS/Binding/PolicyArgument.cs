using System.Collections;
using Enarx;
using Enarx.Attestation;

namespace EnarxPS.Binding;

/// <summary>
/// A policy as an argument: a <see cref="KeepPolicy"/>, or a table of its fields, <c>-Policy @{ Measurement = '…' }</c>.
/// A table that is wrong is told by its own error id, so it is read when the cmdlet runs and not while it is bound.
/// </summary>
public sealed class PolicyArgument
{
    private readonly KeepPolicy? _policy;
    private readonly IDictionary? _table;

    /// <summary>Takes a policy.</summary>
    public PolicyArgument(KeepPolicy policy) => _policy = policy;

    /// <summary>Takes a table of a policy's fields.</summary>
    public PolicyArgument(IDictionary table) => _table = table;

    /// <summary>The policy.</summary>
    /// <exception cref="KeepException">PolicyFieldUnknown, PolicyFieldInvalid.</exception>
    internal KeepPolicy Policy => _policy ?? PolicyFields.Build(ShellValue.Fields(_table!));

    /// <inheritdoc/>
    public override string ToString() => _policy?.Name ?? "table";
}
