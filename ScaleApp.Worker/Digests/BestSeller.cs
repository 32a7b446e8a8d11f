using System.Text.Json.Serialization;

namespace ScaleApp.Worker.Digests;

/// <summary>A product in the digest.</summary>
internal sealed record BestSeller(string Name, decimal Price, int UnitsSold);

/// <summary>How the best sellers of a run are kept with it.</summary>
[JsonSerializable(typeof(BestSeller[]))]
internal sealed partial class DigestJson : JsonSerializerContext;
