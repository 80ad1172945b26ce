/** Reading what a registry holds: descriptors by HEAD, manifests by GET; credentials from the Docker config. Nothing is written here. */
package ai.gpustack.runner.registry;
