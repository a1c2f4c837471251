namespace Enarx;

/// <summary>Programs that start virtual machines. Each begins its processors in a state of its own, which is measured.</summary>
public enum MachineMonitor
{
    /// <summary>QEMU with KVM.</summary>
    Qemu,

    /// <summary>Amazon EC2.</summary>
    Ec2,

    /// <summary>Google Compute Engine.</summary>
    Gce,
}
