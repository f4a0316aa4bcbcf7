// Reads each document of a YAML file as the Strimzi operator reads it, and prints what it would not understand.
import com.fasterxml.jackson.databind.JsonNode
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper
import io.strimzi.api.kafka.model.common.UnknownPropertyPreserving

def kinds = [Kafka: 'kafka.Kafka', KafkaNodePool: 'nodepool.KafkaNodePool', KafkaUser: 'user.KafkaUser', KafkaTopic: 'topic.KafkaTopic']
def mapper = new YAMLMapper()
def say = { String path, String what -> println "${path}: ${what}" }

// Fields that no class has are kept aside by the operator's model, to be warned of.
def unknown
unknown = { value, String path ->
    if (value instanceof UnknownPropertyPreserving) {
        value.additionalProperties?.keySet()?.each { say("${path}.${it}", 'no such field') }
        value.properties.each { name, part -> if (name != 'additionalProperties') unknown(part, "${path}.${name}") }
    } else if (value instanceof List) {
        value.eachWithIndex { part, number -> unknown(part, "${path}[${number}]") }
    }
}

// Values that no class takes are gone when it is written again.
def lost
lost = { JsonNode given, JsonNode kept, String path ->
    if (given.isObject() && kept?.isObject()) {
        given.fields().each { lost(it.value, kept.get(it.key), "${path}.${it.key}") }
    } else if (given.isArray() && kept?.isArray() && given.size() == kept.size()) {
        given.eachWithIndex { part, number -> lost(part, kept.get(number), "${path}[${number}]") }
    } else if (kept == null ? given.asText() != 'false' : given.asText() != kept.asText()) {  // false is left out where it is usual
        say(path, "${given} is no value for it")
    }
}

mapper.readerFor(JsonNode).readValues(new File(args[0])).each { JsonNode given ->
    def path = "${given.at('/kind').asText()}/${given.at('/metadata/name').asText()}"
    def name = kinds[given.at('/kind').asText()]
    if (!name) {
        say(path, 'no such kind')
        return
    }
    try {
        def read = mapper.treeToValue(given, Class.forName("io.strimzi.api.kafka.model.${name}"))
        unknown(read, path)
        lost(given, mapper.valueToTree(read), path)
        println "read ${path}"
    } catch (com.fasterxml.jackson.databind.JsonMappingException why) {
        say(path, why.originalMessage)
    }
}
