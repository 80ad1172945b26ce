from scratch as Base
copy a /
From base aS Next
Run ls
