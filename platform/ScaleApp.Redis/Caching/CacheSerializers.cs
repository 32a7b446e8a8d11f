using System.Buffers;
using System.Collections.Concurrent;
using System.ComponentModel;
using System.Reflection;
using System.Text.Json;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.DependencyInjection;

namespace ScaleApp.Redis.Caching;

/// <summary>Finds the serializer of a type: the one registered for it, one of a registered factory, or JSON.</summary>
internal sealed class CacheSerializers(IServiceProvider services, IEnumerable<IHybridCacheSerializerFactory> factories)
{
    // One entry a type that is cached.
    private readonly ConcurrentDictionary<Type, object> _found = new();

    public IHybridCacheSerializer<T> For<T>() => (IHybridCacheSerializer<T>)_found.GetOrAdd(typeof(T), _ => Find<T>());

    private IHybridCacheSerializer<T> Find<T>()
    {
        if (services.GetService<IHybridCacheSerializer<T>>() is { } registered)
        {
            return registered;
        }

        foreach (var factory in factories.Reverse())
        {
            if (factory.TryCreateSerializer<T>(out var made))
            {
                return made;
            }
        }

        return new Json<T>();
    }

    private sealed class Json<T> : IHybridCacheSerializer<T>
    {
        public T Deserialize(ReadOnlySequence<byte> source)
        {
            var reader = new Utf8JsonReader(source);
            return JsonSerializer.Deserialize<T>(ref reader)!;
        }

        public void Serialize(T value, IBufferWriter<byte> target)
        {
            using var writer = new Utf8JsonWriter(target);
            JsonSerializer.Serialize(writer, value);
        }
    }
}

/// <summary>Whether all callers may be given the same object, because none of them can change it.</summary>
internal static class Immutability<T>
{
    public static readonly bool IsKnown = typeof(T) == typeof(string) || typeof(T).IsPrimitive || typeof(T).IsEnum
        || typeof(T).GetCustomAttribute<ImmutableObjectAttribute>() is { Immutable: true };
}
