// A PATH with what Maven's script needs, and no docker.
import java.nio.file.Files

def path = System.getenv('PATH').split(File.pathSeparator)
def bin = new File(basedir, 'bin')
bin.mkdir()
Files.createSymbolicLink(new File(bin, 'java').toPath(), new File(System.getProperty('java.home'), 'bin/java').toPath())
for (name in ['sh', 'bash', 'basename', 'cat', 'dirname', 'env', 'expr', 'ls', 'sed', 'tr', 'uname', 'which']) {
    def file = path.collect { new File(it, name) }.find { it.canExecute() }
    if (file) {
        Files.createSymbolicLink(new File(bin, name).toPath(), file.toPath())
    }
}
