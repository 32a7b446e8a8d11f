using System.Security.Cryptography;

namespace ScaleApp.Hosting.Orchestration.Replicas;

/// <summary>Gives replicas the names that they are known by in logs, telemetry and commands, such as <c>api-k2vqwxyz</c>.</summary>
internal static class ReplicaNames
{
    private const string Alphabet = "abcdefghjkmnpqrstuvwxyz23456789";
    private const int SuffixLength = 8;

    public static string Create(string resourceName) =>
        $"{resourceName}-{RandomNumberGenerator.GetString(Alphabet, SuffixLength)}";
}
